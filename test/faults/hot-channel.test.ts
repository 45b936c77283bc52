// Many writers on the items of one channel: the tables converge, conflicts are counted, and a bound ends them.

import type { Notification } from '../../functions/contract/notification';
import { MAX_TRIES } from '../../functions/shared/projection-store';
import { Random } from '../../lib/simulator/random';
import { failure } from '../helpers/aws-stub-server/aws-call';
import { AwsStubServer, passOn } from '../helpers/aws-stub-server/aws-stub-server';
import { StubServices } from '../helpers/aws-stub-server/services';
import { messageBody } from '../helpers/delivery';
import { inParallel } from '../helpers/in-parallel';
import { channelNotice, joinNotice, leaveNotice } from '../helpers/notices';
import { expectedTables } from '../helpers/oracle';
import { rawMessage } from '../helpers/queue-messages';
import { itemsOf, settings } from '../helpers/table-items';
import { CaseTables } from './case-tables';
import { readPart, writePart, writesDocument } from './document';
import { FunctionProcess } from './function-process';
import { failedOf, MAX_RECEIVES, type Message, projectionEnvironment, TIMEOUT_MS } from './projection-case';
import { openWorld, type World } from './world';

/** In Unix seconds: what is too old is not projected. */
const HOUR_AGO = Math.floor(Date.now() / 1000) - 3_600;

const USERS = 500;
const LEAVES = 100;
const WORKERS = 10;
const BATCH_SIZE = 10;
const SEED = 7;
const PART = 'hot channel';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const open = async (id: string, workers: number) => {
  const tables = await CaseTables.create(world.client, id);
  const errors: unknown[] = [];
  const stub = await AwsStubServer.start(new StubServices(world.dynamodbPort), (error) => errors.push(error));
  const processes = await inParallel(Array.from({ length: workers }), () =>
    FunctionProcess.start({
      bundle: world.bundleUrl('rtc-sessions'),
      env: projectionEnvironment(tables, stub),
      timeoutMs: TIMEOUT_MS,
    }),
  );
  const close = async () => {
    for (const process of processes) await process.kill();
    await stub.close();
    expect(errors).toEqual([]);
  };
  return { tables, stub, processes, close };
};

const messageOf = (notification: Notification, copy: number): Message => {
  const id = `${notification.noticeId}/${copy}`;
  return { id, body: messageBody(notification, id), receives: 0 };
};

const deliver = async (process: FunctionProcess, batch: readonly Message[]): Promise<readonly Message[]> => {
  for (const message of batch) message.receives++;
  const invocation = await process.invoke({ Records: batch.map(({ id, body }) => rawMessage(id, body)) });
  return failedOf(batch, invocation);
};

/** The sum of a metric over everything that a process has printed. */
const metricOf = (output: string, name: string): number =>
  output
    .split('\n')
    .filter((line) => line.includes('"_aws"'))
    .reduce((sum, line) => {
      const printed: Readonly<Record<string, unknown>> = JSON.parse(line);
      return sum + Number(printed[name] ?? 0);
    }, 0);

it('500 users join within a second, over ten workers, each notified twice, and the channel ends meanwhile', async () => {
  const random = new Random(SEED);
  const second = HOUR_AGO;
  const place = (ts: number) => ({ channelName: 'hot', channelSId: 'hot-1', ts });
  const user = (index: number, ts: number) => ({ ...place(ts), uid: index, uSId: `u${index}`, platform: 7 });
  const joins = Array.from({ length: USERS }, (_, index) =>
    joinNotice(`join-${index}`, 105, user(index, second + index / USERS)),
  );
  const leaves = Array.from({ length: LEAVES }, (_, index) =>
    leaveNotice(`leave-${index}`, 106, { ...user(index, second + 5 + index / LEAVES), reason: 1 }),
  );
  const create = channelNotice('create', 101, place(second - 1));
  const destroys = [channelNotice('destroy', 102, place(second + 10))];
  destroys.push(channelNotice('destroy-again', 102, place(second + 12)));
  const history: Notification[] = [...joins, ...leaves, ...destroys, create];

  const users = [0, 1].flatMap((copy) =>
    [...joins, ...leaves].map((notification) => messageOf(notification, copy)),
  );
  const shuffled = random.shuffled(users);
  const middle = Math.floor(shuffled.length / 2);
  const queue = [
    ...shuffled.slice(0, middle),
    ...destroys.map((destroy) => messageOf(destroy, 0)),
    ...shuffled.slice(middle),
    messageOf(create, 0),
  ];
  const sent = queue.length;

  const { tables, stub, processes, close } = await open('hot', WORKERS);
  let refusals = 0;
  let calls = 0;
  stub.treat = async (exchange) => {
    calls++;
    const answer = await exchange.perform();
    if (answer.body.includes('ConditionalCheckFailedException')) refusals++;
    exchange.reply(answer);
  };
  let handedBack = 0;
  const started = performance.now();
  await Promise.all(
    processes.map(async (process) => {
      for (let batch = queue.splice(0, BATCH_SIZE); batch.length > 0; batch = queue.splice(0, BATCH_SIZE)) {
        const failed = await deliver(process, batch);
        handedBack += failed.length;
        expect(failed.filter(({ receives }) => receives >= MAX_RECEIVES)).toEqual([]);
        queue.push(...failed);
      }
    }),
  );
  const tookSeconds = (performance.now() - started) / 1000;
  expect(itemsOf(await tables.read(), () => true)).toEqual(
    itemsOf(expectedTables(history, settings), () => true),
  );
  await close();
  const reported = processes.reduce((sum, { output }) => sum + metricOf(output, 'Conflicts'), 0);

  // Without any, this would not be a hot channel.
  expect(refusals).toBeGreaterThan(0);
  // Updates that were given up have no part in the metric; their messages were handed back.
  if (handedBack === 0) expect(reported).toBe(refusals);
  else expect(reported).toBeLessThanOrEqual(refusals);
  const figures =
    `\n${sent} messages (${USERS} joins and ${LEAVES} leaves, each twice, two ends, one start), ${WORKERS} workers, ` +
    `${calls} calls of DynamoDB, **${refusals} conditional-check retries** (metric \`Conflicts\`: ${reported}), ` +
    `${handedBack} messages handed back, ${tookSeconds.toFixed(1)} s.\n\n`;
  process.stdout.write(figures);
  if (writesDocument) writePart(PART, figures);
  expect(readPart(PART)).toContain('conditional-check retries');
});

it(`an update that loses ${MAX_TRIES} times goes back to the queue alone, and succeeds later`, async () => {
  const { tables, stub, processes, close } = await open('bound', 1);
  const [worker] = processes;
  if (worker === undefined) throw new Error('no worker');
  const place = { channelName: 'room', channelSId: 'c1', ts: HOUR_AGO };
  const history = ['a', 'b'].map((uSId, uid) =>
    joinNotice(`join-${uSId}`, 103, { ...place, uid, uSId, platform: 7 }),
  );
  let tries = 0;
  stub.treat = async (exchange) => {
    if (!JSON.stringify(exchange.call.input.Item ?? '').includes('"uSId":{"S":"a"}')) return passOn(exchange);
    tries++;
    exchange.reply(failure(400, 'ConditionalCheckFailedException'));
  };
  const batch = history.map((notification) => messageOf(notification, 0));
  const failed = await deliver(worker, batch);
  expect(failed.map(({ id }) => id)).toEqual(['join-a/0']);
  expect(tries).toBe(MAX_TRIES);
  stub.treat = passOn;
  expect(await deliver(worker, failed)).toEqual([]);
  expect(itemsOf(await tables.read(), () => true)).toEqual(
    itemsOf(expectedTables(history, settings), () => true),
  );
  await close();
  expect(worker.output).toContain('TooManyConflicts');
});
