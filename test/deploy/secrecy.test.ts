// No secret, no stream's address and no body in anything that the functions printed, answered or left behind.
// It runs last and searches what all other files made the functions print, too. It cannot see what a function
// printed after its answer and before its environment was ended: the engine loses that.
import { readFileSync } from 'node:fs';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { signed } from '../helpers/engine/endpoint';
import { functionOutput } from '../helpers/engine/function-logs';
import { denyActions } from '../helpers/engine/roles';
import { waitFor } from '../helpers/engine/wait';
import { joinNotice, publishRequest } from '../helpers/notices';
import type { Answer } from '../helpers/target';

let target: DeployedTarget;
beforeAll(async () => {
  target = await deployedTarget();
});
afterAll(() => target.stop());

const now = Date.now();
const ts = Math.floor(now / 1000);
const channel = `secrecy-${ts}`;
/** What stands for a publishing key in every address that this file sends. */
const KEY = `KEY-TO-PUBLISH-${ts}`;
const stream = `rtmp://user:${KEY}@push.example.com/live/${KEY}?auth=${KEY}`;
const noticeId = (name: string) => `secrecy-${name}-${ts}`;

const documented = (name: string) =>
  publishRequest(noticeId(name), { channel, stream, time: now, uid: '4711' });
const join = joinNotice(noticeId('join'), 103, {
  channelName: channel,
  channelSId: channel,
  uid: 5,
  uSId: channel,
  platform: 7,
  ts,
});

/** The names that bodies give their parts, as they stand in JSON, be it within a string of JSON. */
const PART_OF_A_BODY = /\\*"(payload|notifyMs|channelSId|uSId|stream|detail)\\*"\s*:/;

/** Pieces of an address that let others publish: all behind host and application, and each value of its query. */
const keysOf = (address: string): string[] => {
  const rest = address.replace(/^[a-z]+:\/\/[^/]*\/[^/]*\//, '');
  return [rest, ...[...rest.matchAll(/=([^&]*)/g)].map(([, value = '']) => value)].filter(
    (key) => key.length >= 8,
  );
};

/** Everything that the functions printed, as the log groups and the engine's own log have it. */
const output = async (): Promise<string[]> => {
  const functions = target.resources.ofType('AWS::Lambda::Function');
  const printed = await Promise.all(functions.map((fn) => functionOutput(target, fn)));
  return [...printed.flat(), ...readFileSync(target.deployment.address.log, 'utf8').split('\n')];
};

it('prints and answers nothing secret, whatever comes in and whatever fails', async () => {
  const { secret, clients, resources } = target;
  const answers: Answer[] = [];
  const send = async (body: string, signature: Record<string, string> = signed(secret, body)) => {
    const answer = await target.post(Buffer.from(body), signature);
    answers.push(answer);
    return answer.status;
  };
  const sendJson = (json: object) => send(JSON.stringify(json));

  // An environment that starts while the machine is busy may fail to read the secret in time, at first.
  await waitFor('an answer 200', async () =>
    (await sendJson(documented('documented'))) === 200 ? true : undefined,
  );
  expect(await sendJson(join)).toBe(200);
  // The vendor's own receiver shows the secret inside the body.
  expect(await sendJson({ secret, ...documented('with-secret') })).toBe(200);
  // Not recognized, with address and secret where none is expected.
  const odd = { event: stream, code: stream, [stream]: secret };
  expect(
    await sendJson({
      ...documented('odd-type'),
      eventType: stream,
      payload: { ...documented('').payload, ...odd },
    }),
  ).toBe(200);
  expect(
    await sendJson({
      ...documented('odd-field'),
      payload: { channel, stream: { secret, stream }, time: 'x' },
    }),
  ).toBe(200);
  expect(await sendJson({ ...documented('odd-product'), productId: secret })).toBe(200);
  // Refused.
  expect(await send(`{"secret":"${secret}","stream":"${stream}`)).toBe(400);
  expect(await sendJson({ secret, stream, noticeId: { secret, stream } })).toBe(400);
  expect(await send(JSON.stringify(documented('unsigned')), {})).toBe(401);
  expect(await send(JSON.stringify(documented('wrong')), { 'ar-signature': secret })).toBe(401);
  expect(await sendJson({ ...documented('large'), more: `${stream} `.repeat(2000) })).toBe(413);
  // Failures.
  const role = resources.roleOf(resources.ingestFunction());
  const allowPut = await denyActions(clients.iam, role, ['events:PutEvents']);
  try {
    expect(await sendJson(documented('parked'))).toBe(200);
    const allowPark = await denyActions(clients.iam, role, ['sqs:SendMessage']);
    try {
      expect(await sendJson(documented('unavailable'))).toBe(503);
    } finally {
      await allowPark();
    }
  } finally {
    await allowPut();
  }
  await target.settled();

  const { cdnStreams } = await target.readTables();
  const streamKeys = cdnStreams.flatMap(({ stream: address }) => keysOf(String(address)));
  expect(streamKeys).toContain(KEY);
  const secrets = [secret, KEY, ...streamKeys];
  const unfit = (text: string): boolean =>
    secrets.some((value) => text.includes(value)) || text.includes('rtmp:') || PART_OF_A_BODY.test(text);

  expect(answers.map(({ body, headers }) => JSON.stringify([body, headers])).filter(unfit)).toEqual([]);
  const lines = await output();
  // What is searched is there: the metrics of what came in, the refusals, and the failures.
  for (const name of ['documented', 'with-secret', 'odd-type', 'odd-field', 'odd-product', 'parked']) {
    expect(lines.some((line) => line.includes('"Accepted":1') && line.includes(noticeId(name)))).toBe(true);
  }
  for (const reason of ['not JSON', 'envelope', 'signature', 'too large', 'unavailable']) {
    expect(lines.some((line) => line.includes('"Refused":1') && line.includes(`"reason":"${reason}"`))).toBe(
      true,
    );
  }
  expect(
    lines.some(
      (line) =>
        line.includes('The parking queue did not take an event') && line.includes(noticeId('unavailable')),
    ),
  ).toBe(true);
  // The search finds what it looks for.
  expect([JSON.stringify(join), JSON.stringify(JSON.stringify(join)), stream, secret].every(unfit)).toBe(
    true,
  );
  expect(lines.filter(unfit)).toEqual([]);
});
