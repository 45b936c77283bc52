// A handler of the benches' own, bundled as the deployed ones are.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundling } from '../../tools/build/bundling';

/** An HTTP handler as Lambda calls it. */
export interface HttpHandlerModule {
  handler(event: unknown, context: unknown): Promise<{ statusCode: number }>;
}

/**
 * Bundles a file of the benches with the settings of the deployed bundles, and loads it.
 *
 * @param variant - another one is another module, which reads its environment anew
 */
export const loadHandler = async (name: string, variant = 'plain'): Promise<HttpHandlerModule> => {
  const outfile = resolve(`.local/bench/${name}-${variant}.mjs`);
  await build({
    entryPoints: [`test/bench/fixtures/${name}.ts`],
    outfile,
    ...bundling,
  });
  return import(pathToFileURL(outfile).href);
};
