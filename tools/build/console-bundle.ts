// The console's pages, made once: one script and one style sheet, with everything in them that they need.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { writeWhole } from './write-whole';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = join(root, 'lib/console/pages');
const folder = join(root, 'dist/console');

/** Makes `dist/console`. It leaves no process of esbuild's behind: a long-running one calls it. */
export const buildConsole = async (): Promise<void> => {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [
      { in: 'lib/console/pages/main.tsx', out: 'console' },
      { in: 'lib/console/pages/styles/console.css', out: 'console' },
    ],
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: ['chrome111', 'firefox119', 'safari16.4'],
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfig: join(pages, 'tsconfig.json'),
    legalComments: 'inline',
    logLevel: 'warning',
    write: false,
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  for (const name of ['index.html', 'icon.svg']) {
    files.set(join(folder, name), await readFile(join(pages, name)));
  }
  await Promise.all([...files].map(([path, contents]) => writeWhole(path, contents)));
};
