// The functions' bundles, made as they are made for deployment, each from its real entry.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { deployedBundling } from '../helpers/deployed-bundling';

/** The functions, by folder below `functions/`. */
export const functionNames = ['ingest', 'republish', 'rtc-sessions', 'cdn-streams'] as const;

/** The name of a function. */
export type FunctionName = (typeof functionNames)[number];

/** Bundles on disk. */
export interface FunctionBundles {
  /** The URL of a function's bundle. */
  url(name: FunctionName): string;
  remove(): Promise<void>;
}

/** Makes the bundles. Node.js must run in the project's folder. */
export const makeBundles = async (): Promise<FunctionBundles> => {
  const folder = await mkdtemp(join(tmpdir(), 'function-bundles-'));
  await build({
    entryPoints: functionNames.map((name) => ({ in: `functions/${name}/main.ts`, out: name })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    ...deployedBundling,
    sourcemap: 'inline',
    sourcesContent: false,
  });
  return {
    url: (name) => pathToFileURL(join(folder, `${name}.mjs`)).href,
    remove: () => rm(folder, { recursive: true }),
  };
};
