// The signing secret rotated on the deployed stack: both valid together, the old one retired, and back again.
// It cannot see the five minutes after which a value is read again in any case: unit tests have a clock for that.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { signed } from '../helpers/engine/endpoint';
import { setSigningSecret } from '../helpers/engine/signing-secret';
import { waitFor } from '../helpers/engine/wait';
import { joinNotice } from '../helpers/notices';

/** A mismatch makes an execution environment read the stored value again, but only once in this time. */
const READ_INTERVAL_MS = 10_000;

/** Requests at a time, so that several execution environments are met. */
const WIDTH = 8;

/** Rounds in a row that must give the same answers: one round may miss an environment. */
const ROUNDS = 3;

let target: DeployedTarget;
let former: string;
let next: string;
beforeAll(async () => {
  target = await deployedTarget();
  former = target.secret;
  // It holds the former one, so that a search for that in what the functions printed finds both.
  next = `next-${former}`;
});
afterAll(async () => {
  // The other files go on with the former one, whatever happened here.
  await store(former);
  await waitFor('the former secret again', () => isEverywhere(former, 200), { timeoutMs: 45_000 });
  await target.stop();
});

const store = (value: string | readonly string[]): Promise<void> =>
  setSigningSecret(target.clients, target.deployment.outputs.SigningSecretArn, value);

/** The statuses of as many requests at a time, each signed with the secret. Their channel is in no table. */
const statusesOf = (secret: string): Promise<number[]> =>
  Promise.all(
    Array.from({ length: WIDTH }, async () => {
      const id = randomUUID();
      const ts = Math.floor(Date.now() / 1000);
      const stay = { channelName: 'test_webhook', channelSId: id, uid: 1, uSId: id };
      const body = Buffer.from(JSON.stringify(joinNotice(id, 103, { ...stay, ts, platform: 7 })));
      return (await target.post(body, signed(secret, body))).status;
    }),
  );

const all = (status: number): number[] => Array.from({ length: WIDTH }, () => status);

/** True where several rounds in a row are answered with this status; undefined where not. */
const isEverywhere = async (secret: string, status: number): Promise<true | undefined> => {
  for (let round = 0; round < ROUNDS; round++) {
    if ((await statusesOf(secret)).some((answer) => answer !== status)) return undefined;
  }
  return true;
};

it('takes both secrets together, then only the new one, and a new one at once where none was tried before', async () => {
  // An environment that starts while the machine is busy may fail to read the secret in time, at first.
  await waitFor('environments that have the secret', () => isEverywhere(former, 200));
  expect(await statusesOf(next)).toEqual(all(401));

  // Both: the new one is taken as soon as an environment may read the value again; the former one all the time.
  await store([former, next]);
  await waitFor(
    'the next secret to be taken',
    async () => {
      expect(await statusesOf(former)).toEqual(all(200));
      return isEverywhere(next, 200);
    },
    { timeoutMs: READ_INTERVAL_MS + 10_000, intervalMs: 1000 },
  );

  // The former one is retired: requests with a signature of neither make the environments read the value again.
  await store(next);
  await waitFor(
    'the former secret to be refused',
    async () => {
      expect(await statusesOf(`neither-${randomUUID()}`)).toEqual(all(401));
      expect(await statusesOf(next)).toEqual(all(200));
      return isEverywhere(former, 401);
    },
    { timeoutMs: READ_INTERVAL_MS + 10_000, intervalMs: 1000 },
  );

  // Back again, with nothing refused for a while: the first request that the environment gets is taken.
  await store([next, former]);
  await sleep(READ_INTERVAL_MS + 500);
  expect(await statusesOf(former)).toEqual(all(200));
  expect(await statusesOf(next)).toEqual(all(200));
});
