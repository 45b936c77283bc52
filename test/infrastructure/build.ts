// Before the tests of the infrastructure: the functions' bundles, which the stack takes as its assets.
import { buildFunctions } from '../../tools/build/function-bundles';

export default async (): Promise<void> => {
  await buildFunctions();
};
