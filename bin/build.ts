// `npm run build`: what is deployed (dist/functions) and the console's pages (dist/console); with `--package`, also what
// the npm package has beside them.
import { buildConsole } from '../tools/build/console-bundle';
import { buildFunctions } from '../tools/build/function-bundles';
import { buildPackage } from '../tools/build/package';

await Promise.all([
  buildFunctions(),
  buildConsole(),
  ...(process.argv.includes('--package') ? [buildPackage()] : []),
]);
