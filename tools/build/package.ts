// What the npm package has beside the bundles: the construct with its types, and the command line. All that they need
// but the CDK is in them, so that the package depends on nothing else.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { writeWhole } from './write-whole';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'dist');

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
} as const;

/** CommonJS, as the CDK is: apps of either kind can load it. */
const buildConstruct = () =>
  build({
    ...shared,
    entryPoints: ['lib/anyrtc-notifications.ts'],
    outfile: join(folder, 'anyrtc-notifications.js'),
    format: 'cjs',
    external: ['aws-cdk-lib', 'constructs'],
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });

const buildCommandLine = () =>
  build({
    ...shared,
    entryPoints: ['bin/cli.ts'],
    outfile: join(folder, 'cli.mjs'),
    format: 'esm',
    mainFields: ['module', 'main'],
    // Some dependencies call require() for Node.js's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });

const buildTypes = () =>
  promisify(execFile)(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    '--project',
    join(root, 'tools/build/tsconfig.types.json'),
  ]);

/** Makes `dist/anyrtc-notifications.js`, `dist/types` and `dist/cli.mjs`. */
export const buildPackage = async (): Promise<void> => {
  await Promise.all([buildConstruct(), buildCommandLine(), buildTypes()]);
  await writeWhole(join(folder, 'package.json'), Buffer.from('{ "type": "commonjs" }\n'));
};
