// @ts-check
const shared = {
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/helpers/quiet-sdk.js'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
};

/**
 * One project per kind of test, so that a kind can be run alone: `npx jest --selectProjects unit`.
 * @param {string} name
 */
const kind = (name) => ({
  ...shared,
  displayName: name,
  ...(name === 'infrastructure' && { globalSetup: '<rootDir>/test/infrastructure/build.ts' }),
  testMatch: [
    `<rootDir>/test/${name}/**/*.test.ts`,
    ...(name === 'unit' ? ['<rootDir>/examples/**/*.test.ts'] : []),
  ],
});

/** @type {import('jest').Config} */
export default {
  // A limit against hanging, not a measure of speed: the machine may be slow and shared.
  testTimeout: 240_000,
  projects: [
    kind('unit'),
    kind('property'),
    kind('infrastructure'),
    kind('e2e'),
    kind('faults'),
    kind('deploy'),
    kind('console'),
  ],
};
