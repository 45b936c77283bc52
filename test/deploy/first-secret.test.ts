// What comes while no signing secret is set: kept, and checked once there is one. The secret is taken away first, which
// is the same to the functions as one that was never there.
import { randomUUID } from 'node:crypto';
import { type DeployedTarget, deployedTarget, messagesIn } from '../helpers/engine/deployed-target';
import { signed } from '../helpers/engine/endpoint';
import { functionLogLines } from '../helpers/engine/function-logs';
import { setSigningSecret } from '../helpers/engine/signing-secret';
import { waitFor } from '../helpers/engine/wait';
import { joinNotice } from '../helpers/notices';

/** Requests at a time, so that several execution environments are met; rounds in a row that must agree. */
const WIDTH = 8;
const ROUNDS = 3;
/** A message that was handed back is hidden for a minute. */
const HIDDEN_MS = 60_000;

let target: DeployedTarget;
beforeAll(async () => {
  target = await deployedTarget();
});
afterAll(async () => {
  await store(target.secret);
  await waitFor('the secret again', () => isEverywhere('accepted'), { timeoutMs: HIDDEN_MS });
  await target.stop();
});

const store = (value: string): Promise<void> =>
  setSigningSecret(target.clients, target.deployment.outputs.SigningSecretArn, value);

const join = (id: string, channelName = `first-${id}`) =>
  joinNotice(`first-${id}`, 103, {
    channelName,
    channelSId: `first-${id}`,
    uid: 1,
    uSId: `first-${id}`,
    platform: 7,
    ts: Math.floor(Date.now() / 1000),
  });
const bytesOf = (json: object): Buffer => Buffer.from(JSON.stringify(json));
const statusOf = ({ body }: { readonly body: string }): unknown => JSON.parse(body).status;

/** Posts a notification that is in no table, signed with the secret, until every answer has the status. */
const isEverywhere = async (status: string): Promise<true | undefined> => {
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await Promise.all(
      Array.from({ length: WIDTH }, () => {
        const body = bytesOf(join(randomUUID(), 'test_webhook'));
        return target.post(body, signed(target.secret, body));
      }),
    );
    if (answers.some((answer) => statusOf(answer) !== status)) return undefined;
  }
  return true;
};

/** A mismatch makes an environment read the stored value again: so it learns that there is none. */
const mismatch = async (): Promise<void> => {
  const body = bytesOf(join(randomUUID(), 'test_webhook'));
  await Promise.all(
    Array.from({ length: WIDTH }, () => target.post(body, signed(`neither-${randomUUID()}`, body))),
  );
};

it('keeps what comes before a secret is set, and lets through what that secret has signed', async () => {
  const { secret, clients, resources } = target;
  const begun = Date.now();
  const parking = resources.queues().working.find(({ logicalId }) => logicalId.startsWith('Parking'));
  await target.settled();
  await store('{"key":"no secret"}');
  await waitFor(
    'environments without a secret',
    async () => {
      await mismatch();
      return isEverywhere('kept');
    },
    { timeoutMs: HIDDEN_MS, intervalMs: 1_000 },
  );

  const real = Array.from({ length: 12 }, () => join(randomUUID()));
  const forged = join(randomUUID());
  const stream = 'rtmp://push.example.com/live/k3y-that-nobody-may-print';
  const sent: [Buffer, Record<string, string>][] = [
    ...real.map((one): [Buffer, Record<string, string>] => [bytesOf(one), signed(secret, bytesOf(one))]),
    [bytesOf({ ...forged, stream }), {}],
    [bytesOf({ ...forged, stream }), signed('another', bytesOf({ ...forged, stream }))],
    [Buffer.from([0xff, 0xfe]), { ...signed(secret, Buffer.from([0xff, 0xfe])), 'content-type': 'x/y' }],
    [Buffer.from(stream), signed(secret, Buffer.from(stream))],
    [Buffer.alloc(65_536, 'x'), {}],
  ];
  for (const [body, headers] of sent) {
    const answer = await target.post(body, headers);
    expect([answer.status, statusOf(answer)]).toEqual([200, 'kept']);
  }
  // The address is alive all the same, and what is too large is refused.
  expect(statusOf(await target.post(Buffer.alloc(0), {}))).toBe('ok');
  expect(statusOf(await target.post(bytesOf(join('x', 'test_webhook')), {}))).toBe('ok');
  expect((await target.post(Buffer.alloc(65_537, 'x'), {})).status).toBe(413);

  const republish = resources.republishFunction();
  await waitFor('requests that are handed back', async () =>
    (await functionLogLines(target, republish, begun)).some(({ KeptUnverified: kept }) => Number(kept) > 0)
      ? true
      : undefined,
  );
  const known = async () => {
    const { userSessions } = await target.readTables();
    return userSessions.map(({ uSId }) => String(uSId)).filter((uSId) => uSId.startsWith('first-'));
  };
  expect(await messagesIn(clients, parking?.physicalId ?? '')).toBeGreaterThanOrEqual(sent.length);
  expect(await known()).toEqual([]);

  await store(secret);
  await waitFor(
    'the parking queue to be empty',
    async () => ((await messagesIn(clients, parking?.physicalId ?? '')) === 0 ? true : undefined),
    { timeoutMs: 3 * HIDDEN_MS, intervalMs: 1_000 },
  );
  await target.settled();
  expect((await known()).sort()).toEqual(real.map(({ noticeId }) => noticeId).sort());

  const lines = await functionLogLines(target, republish, begun);
  const dropped = lines.filter(({ Dropped: count }) => count === 1).map(({ reason }) => reason);
  // The mismatches were answered 401, or kept by an environment that had read the secret already.
  expect(dropped.filter((reason) => reason === 'not JSON')).toHaveLength(2);
  expect(dropped.filter((reason) => reason === 'signature').length).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(lines)).not.toMatch(/k3y|rtmp|\/\/4=/);
  expect(await target.deadLetters()).toBe(0);
});
