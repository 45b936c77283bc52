// How long the sender waits at worst: the endpoint's own bundle, whose every call is answered too late or never.
import { setTimeout as sleep } from 'node:timers/promises';
import { failure, success } from '../helpers/aws-stub-server/aws-call';
import { type Exchange, passOn, type Treatment } from '../helpers/aws-stub-server/aws-stub-server';
import { readPart, writePart, writesDocument } from './document';
import { EndpointRig } from './endpoint-rig';
import { sentToEndpoint } from './histories';
import { openWorld, type World } from './world';

/** The sender waits this long. */
const LIMIT_MS = 5_000;
/** Below the time-outs by what a busy machine may add: answers that come about as late as they may. */
const LATE_SECRET_MS = 400;
const LATE_ANSWER_MS = 350;
const PART = 'worst case';

const never: Treatment = () => {};

/** Ways in which bus and parking queue keep the endpoint waiting. */
const scenarios: readonly (readonly [name: string, treat: Treatment])[] = [
  ['no answer', never],
  ['answers stop half-way', async (exchange) => exchange.replyHalf(success({ Entries: [], padding: '.' }))],
  [
    'answers come byte by byte',
    async (exchange) => {
      exchange.replyHalf(success({ padding: '.'.repeat(1000) }));
      for (let second = 0; second < 20; second++) {
        await sleep(200);
        exchange.replyMore('.');
      }
    },
  ],
  [
    'throttled late, and asked to wait a minute',
    async (exchange) => {
      await sleep(LATE_ANSWER_MS);
      exchange.reply(failure(400, 'ThrottlingException', { 'x-amz-retry-after': '60000' }));
    },
  ],
];

const lateSecret = async (exchange: Exchange): Promise<void> => {
  await sleep(LATE_SECRET_MS);
  await passOn(exchange);
};

let world: World;
const measured: string[] = [];
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const measure = async (
  name: string,
  treat: Treatment,
): Promise<{ readonly status: number | undefined; readonly tookMs: number }> => {
  const rig = await EndpointRig.start(world);
  rig.stub.treat = (exchange) =>
    exchange.call.name === 'GetSecretValue' ? lateSecret(exchange) : treat(exchange);
  const [notification = {}] = sentToEndpoint;
  await rig.warmUp();
  const status = await rig.send(notification);
  await rig.stop();
  const tookMs = rig.longestMs;
  measured.push(`| ${name} | ${status} | ${(tookMs / 1000).toFixed(2)} s |`);
  expect(rig.problems).toEqual([]);
  return { status, tookMs };
};

it.each(scenarios)('cold, secret late, bus and parking queue: %s', async (name, treat) => {
  const { status, tookMs } = await measure(`bus and parking queue: ${name}`, treat);
  expect(status).toBe(503);
  expect(tookMs).toBeLessThan(LIMIT_MS);
});

it.each(scenarios)('cold, secret late, bus only: %s', async (name, treat) => {
  const { status, tookMs } = await measure(`bus only: ${name}`, (exchange) =>
    exchange.call.name === 'PutEvents' ? treat(exchange) : passOn(exchange),
  );
  expect(status).toBe(200);
  expect(tookMs).toBeLessThan(LIMIT_MS);
});

it('a secret that never comes holds nobody up for long', async () => {
  const rig = await EndpointRig.start(world);
  rig.stub.treat = never;
  await rig.warmUp();
  const [notification = {}] = sentToEndpoint;
  expect(await rig.send(notification)).toBe(503);
  expect(rig.longestMs).toBeLessThan(LIMIT_MS / 2);
  measured.push(`| the secret: no answer | 503 | ${(rig.longestMs / 1000).toFixed(2)} s |`);
  await rig.stop();
});

it('the document has these cases with these answers', () => {
  const table = `\n| on a cold start | answer | after |\n| --- | --- | --- |\n${measured.join('\n')}\n\n`;
  if (writesDocument) writePart(PART, table);
  expect(withoutTimes(readPart(PART))).toBe(withoutTimes(table));
});

const withoutTimes = (table: string): string => table.replace(/\d+\.\d+ s/g, 'some time');
