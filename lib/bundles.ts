// Where the built files are: the functions' bundles, which the constructs deploy, and the console's pages.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The folder with a function's bundle, `index.mjs`, and its source map.
 *
 * @throws Error where it has not been built
 */
export const bundleFolder = (name: string): string => builtFolder(`functions/${name}`);

/**
 * The folder that has a folder for each function.
 *
 * @throws Error where they have not been built
 */
export const functionsFolder = (): string => builtFolder('functions');

/**
 * The folder with the console's pages.
 *
 * @throws Error where they have not been built
 */
export const consoleFolder = (): string => builtFolder('console');

const builtFolder = (name: string): string => {
  // From here, and from the one file that the package has this in: both are one folder below the root.
  const folder = fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
  if (!existsSync(folder)) throw new Error(`${folder} is missing: run \`npm run build\``);
  return folder;
};
