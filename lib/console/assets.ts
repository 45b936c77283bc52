// The files of the pages, as `npm run build` makes them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { consoleFolder } from '../bundles';

/** A file that the pages load. */
export interface Asset {
  readonly type: string;
  readonly text: string;
}

/** The files by name. */
export type Assets = ReadonlyMap<string, Asset>;

/** The files and their types. */
const types = {
  'index.html': 'text/html; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

/**
 * The files of the pages.
 *
 * @throws Error where they are not built
 */
export const readAssets = async (): Promise<Assets> => {
  const folder = consoleFolder();
  const files = Object.entries(types).map(
    async ([name, type]): Promise<[string, Asset]> => [
      name,
      { type, text: await readFile(join(folder, name), 'utf8') },
    ],
  );
  return new Map(await Promise.all(files));
};
