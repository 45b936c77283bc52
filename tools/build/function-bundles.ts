// The functions' bundles, made once for everybody who runs them: deployment, tests, benches and package.
import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundling } from './bundling';
import { writeWhole } from './write-whole';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'dist/functions');

/** The names of the functions: the folders below `functions/` that have an entry, `main.ts`. */
export const functionNames = async (): Promise<string[]> => {
  const names = await readdir(join(root, 'functions'));
  return names.filter((name) => existsSync(join(root, 'functions', name, 'main.ts'))).sort();
};

/** The path of a function's bundle. {@link buildFunctions} makes it. */
export const bundleOf = (name: string): string => join(folder, name, 'index.mjs');

/**
 * Makes `dist/functions/NAME/index.mjs` of every function, and its source map. A file is written only where it
 * changes, and whole: others may be reading it.
 *
 * @param into - another folder than dist/functions, whose other files go
 * @returns the paths of all files
 */
export const buildFunctions = async (into = folder): Promise<string[]> => {
  const names = await functionNames();
  const { outputFiles } = await build({
    ...bundling,
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: `functions/${name}/main.ts`, out: `${name}/index` })),
    outdir: into,
    outExtension: { '.js': '.mjs' },
    write: false,
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  await Promise.all([...files].map(([path, contents]) => writeWhole(path, contents)));
  await removeOthers(into, new Set(files.keys()));
  return [...files.keys()];
};

/** What a function that is gone has left: it would be deployed along with another's bundle, or instead of it. */
const removeOthers = async (into: string, kept: ReadonlySet<string>): Promise<void> => {
  const paths = (await readdir(into, { recursive: true })).map((name) => join(into, name));
  for (const path of paths) {
    const isOurs = kept.has(path) || isBeingWritten(path);
    if (!isOurs && (await stat(path)).isFile()) await rm(path, { force: true });
  }
};

/** Another build writes its files aside, too. */
const isBeingWritten = (path: string): boolean => /\.\d+$/.test(path);
