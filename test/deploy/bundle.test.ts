// The end-to-end suite against the deployed stack.
import { describeBundle } from '../helpers/bundle-suite';
import { deployedTarget } from '../helpers/engine/deployed-target';

jest.setTimeout(150_000);

describe('the deployed stack', () => {
  describeBundle(deployedTarget);
});
