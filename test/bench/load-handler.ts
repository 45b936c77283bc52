// A handler of the benches' own, bundled as the deployed ones are.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** An HTTP handler as Lambda calls it. */
export interface HttpHandlerModule {
  handler(event: unknown, context: unknown): Promise<{ statusCode: number }>;
}

/** Bundles a file of the benches with the settings of the deployed bundles, and loads it. */
export const loadHandler = async (name: string): Promise<HttpHandlerModule> => {
  const outfile = resolve(`.local/bench/${name}.mjs`);
  await build({
    entryPoints: [`test/bench/fixtures/${name}.ts`],
    outfile,
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
  });
  return import(pathToFileURL(outfile).href);
};
