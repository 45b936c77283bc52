// Rights taken away and given back while notifications come in: nothing that was acknowledged is lost.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notification } from '../../functions/contract/notification';
import { type Delivery, planDeliveries } from '../../lib/simulator/delivery';
import { generateHistory } from '../../lib/simulator/history';
import { asTold } from '../helpers/as-told';
import { type DeployedTarget, deployedTarget, messagesIn } from '../helpers/engine/deployed-target';
import type { StackResource } from '../helpers/engine/deployment';
import { signed } from '../helpers/engine/endpoint';
import { functionLogLines, type LogLine } from '../helpers/engine/function-logs';
import { denyActions } from '../helpers/engine/roles';
import { waitFor } from '../helpers/engine/wait';
import { expectedTables } from '../helpers/oracle';
import { isAbout, itemsOf, settings } from '../helpers/table-items';
import { queueOf } from './queue-of';

// What failed is hidden for 60 s before it is tried again.
let target: DeployedTarget;
beforeAll(async () => {
  target = await deployedTarget();
});
afterAll(() => target.stop());

/** A sender that never rests, with the vendor's three tries, ten seconds apart. */
class Traffic {
  readonly acknowledged: Notification[] = [];
  /** The notifications that no try was answered 200 for. */
  readonly givenUp: Notification[] = [];
  readonly statuses: number[] = [];
  #goesOn = true;
  readonly #senders: Promise<void>[];
  readonly #deliveries: Iterator<Delivery>;
  readonly #retries: Promise<void>[] = [];
  readonly #failures: unknown[] = [];

  constructor(seed: number, connections = 3) {
    this.#deliveries = deliveries(seed, target.secret);
    this.#senders = Array.from({ length: connections }, () => this.#watched(this.#send()));
  }

  /** Waits until as many more answers of this status have come. */
  async answered(status: number, count: number): Promise<void> {
    const had = this.count(status);
    await waitFor(`${count} answers ${status}`, async () =>
      this.count(status) - had >= count ? true : undefined,
    );
  }

  count(status: number): number {
    return this.statuses.filter((other) => other === status).length;
  }

  /** Begins no further notification, and waits for the end of every try. */
  async end(): Promise<void> {
    this.#goesOn = false;
    await Promise.all(this.#senders);
    await Promise.all(this.#retries);
    if (this.#failures.length > 0) throw new AggregateError(this.#failures, 'requests were not answered');
  }

  /** Keeps a failure for the end: nobody waits for the sending before. */
  async #watched(sending: Promise<void>): Promise<void> {
    try {
      await sending;
    } catch (error) {
      this.#failures.push(error);
    }
  }

  async #send(): Promise<void> {
    while (this.#goesOn) {
      const { value, done } = this.#deliveries.next();
      if (done) throw new Error('no notification is left to send');
      if (!(await this.#try(value))) this.#retries.push(this.#watched(this.#tryAgain(value)));
      // A stream, not a flood: the engine is one process, and its log is read while this goes on.
      await sleep(100);
    }
  }

  async #try({ notification, body }: Delivery): Promise<boolean> {
    const bytes = Buffer.from(JSON.stringify(body));
    const { status } = await target.post(bytes, signed(target.secret, bytes));
    this.statuses.push(status);
    if (status === 200) this.acknowledged.push(notification);
    return status === 200;
  }

  async #tryAgain(delivery: Delivery): Promise<void> {
    for (let tries = 1; tries < 3; tries++) {
      await sleep(10_000);
      if (await this.#try(delivery)) return;
    }
    this.givenUp.push(delivery.notification);
  }
}

/** One history after the other, each shuffled, in part duplicated and in wild forms. */
function* deliveries(seed: number, secret: string): Generator<Delivery> {
  for (let next = seed; ; next++) {
    const history = generateHistory({ seed: next, now: Date.now(), channels: 3, users: 4, streams: 4 });
    const options = { seed: next, loss: 0, duplicates: 0.3, shuffle: true, wild: 0.3, secret };
    yield* planDeliveries(history, options).deliveries;
  }
}

/** Waits for lines of a function that are as described, and gives them. */
const linesOf = async (
  fn: StackResource,
  since: number,
  isIt: (line: LogLine) => boolean,
): Promise<LogLine[]> => {
  let seen: LogLine[] = [];
  try {
    return await waitFor(`a line of ${fn.logicalId}`, async () => {
      seen = await functionLogLines(target, fn, since);
      const lines = seen.filter(isIt);
      return lines.length > 0 ? lines : undefined;
    });
  } catch (cause) {
    const last = seen.filter(({ level }) => level !== undefined).slice(-3);
    throw new Error(`of ${seen.length} lines the last are ${JSON.stringify(last)}`, { cause });
  }
};

/** A line with this message and an error that is called as the service calls it (SQS: `AccessDenied`). */
const deniedLine = (message: string) => (line: LogLine) =>
  line.message === message && /^AccessDenied(Exception)?$/.test(String(line.errorName));

it('keeps everything it acknowledged while rights go and come back, and says in its logs what failed', async () => {
  const { clients, resources, deployment } = target;
  const { outputs } = deployment;
  const ingest = resources.ingestFunction();
  const republish = resources.republishFunction();
  const projections = [outputs.UserSessionsTable, outputs.CdnStreamsTable].map((table) =>
    resources.projectionOf(table),
  );
  const parking = queueOf(target, 'Parking');
  await target.settled();

  const begun = Date.now();
  const traffic = new Traffic(500);
  const denials: (() => Promise<void>)[] = [];
  const denyForNow = async (fn: StackResource, action: string) => {
    const allow = await denyActions(clients.iam, resources.roleOf(fn), [action]);
    denials.push(allow);
    return async () => {
      denials.splice(denials.indexOf(allow), 1);
      await allow();
    };
  };
  try {
    await traffic.answered(200, 15);

    // The projections may not write: their messages go back to the queues.
    const allowWrites = await Promise.all(projections.map((fn) => denyForNow(fn, 'dynamodb:PutItem')));
    const unwritten = await Promise.all(
      projections.map((fn) => linesOf(fn, begun, deniedLine('A message was handed back to the queue'))),
    );
    for (const line of unwritten.flat()) {
      expect(line).toMatchObject({
        messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        errorMessage: expect.stringContaining('dynamodb:PutItem'),
      });
    }
    await traffic.answered(200, 10);
    for (const allow of allowWrites) await allow();

    // Ingest may not put on the bus, and neither may the republish function: events are parked.
    const allowRepublish = await denyForNow(republish, 'events:PutEvents');
    const allowPut = await denyForNow(ingest, 'events:PutEvents');
    await traffic.answered(200, 20);
    await linesOf(ingest, begun, deniedLine('The bus did not take an event'));
    const [parked] = await linesOf(
      republish,
      begun,
      deniedLine('A parked event was handed back to the queue'),
    );
    expect(parked).toMatchObject({ messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await messagesIn(clients, parking)).toBeGreaterThan(0);

    // Nor may it park: now the sender must try again.
    const allowPark = await denyForNow(ingest, 'sqs:SendMessage');
    await traffic.answered(503, 6);
    await allowPark();
    await linesOf(ingest, begun, deniedLine('The parking queue did not take an event'));
    await traffic.answered(200, 10);
    await allowRepublish();
    await allowPut();

    await traffic.answered(200, 15);
  } finally {
    for (const allow of denials) await allow();
    await traffic.end();
  }

  expect(traffic.givenUp).toEqual([]);
  expect([...new Set(traffic.statuses)].sort()).toEqual([200, 503]);
  await target.settled();
  const republished = (await functionLogLines(target, republish, begun)).flatMap(({ Republished: count }) =>
    typeof count === 'number' ? [count] : [],
  );
  expect(republished.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(20);
  const { acknowledged } = traffic;
  const expected = itemsOf(expectedTables(acknowledged, settings), () => true);
  expect(expected.userSessions.length).toBeGreaterThan(0);
  expect(expected.cdnStreams.length).toBeGreaterThan(0);
  expect(itemsOf(asTold(await target.readTables()), isAbout(acknowledged))).toEqual(expected);
  expect(await target.deadLetters()).toBe(0);
});
