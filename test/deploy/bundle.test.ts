// The end-to-end suite against the deployed stack.
import { describeBundle } from '../helpers/bundle-suite';
import { deployedTarget } from '../helpers/engine/deployed-target';
import { signed } from '../helpers/engine/endpoint';
import { waitFor } from '../helpers/engine/wait';

/** Connections that the suite uses at a time, and some to spare. */
const CONNECTIONS = 12;

/** Environments that have the secret: on a busy machine a new one's first read of it may not be in time. */
const warmTarget = async () => {
  const target = await deployedTarget();
  const body = Buffer.from('{}');
  const post = async () => (await target.post(body, signed(target.secret, body))).status;
  await waitFor(
    'environments that have read the secret',
    async () => {
      const statuses = await Promise.all(Array.from({ length: CONNECTIONS }, post));
      return statuses.every((status) => status === 400) || undefined;
    },
    { timeoutMs: 60_000 },
  );
  return target;
};

describe('the deployed stack', () => {
  describeBundle(warmTarget);
});
