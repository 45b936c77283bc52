// How esbuild bundles a function for Lambda.
import type { BuildOptions } from 'esbuild';

/** The settings of every function's bundle: one ESM file, with its source map beside it. */
export const bundling = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  // Some of the SDK's dependencies still call require() for Node.js's own modules.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  // The SDK is bundled, since the runtime's copy is larger, loads slower and changes under us. This part of it would
  // be loaded for calls that stream events, and the functions make none.
  external: ['@smithy/core/event-streams'],
  alias: { '@aws-sdk/credential-provider-node': './functions/shared/environment-credentials.ts' },
  logLevel: 'warning',
} as const satisfies BuildOptions;
