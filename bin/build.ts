// `npm run build`: the functions' bundles, as they are deployed, in dist/functions, and the console's pages in dist/console.
import { buildConsole } from '../tools/build/console-bundle';
import { buildFunctions } from '../tools/build/function-bundles';

await Promise.all([buildFunctions(), buildConsole()]);
