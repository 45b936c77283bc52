// `npm run build`: the functions' bundles, as they are deployed, in dist/functions.
import { buildFunctions } from '../tools/build/function-bundles';

await buildFunctions();
