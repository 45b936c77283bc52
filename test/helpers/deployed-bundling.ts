// The settings with which lib/constructs/service-function.ts has esbuild bundle the functions.
import type { BuildOptions } from 'esbuild';

/** Bundles as the deployed ones are, but for where they go. */
export const deployedBundling = {
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  external: ['@smithy/core/event-streams'],
  loader: { '.json': 'empty' },
  alias: { '@aws-sdk/credential-provider-node': './functions/shared/environment-credentials.ts' },
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'error',
} as const satisfies BuildOptions;
