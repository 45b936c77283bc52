// Rights taken away and given back while notifications come in: nothing that was acknowledged is lost.

import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { sources } from '../../functions/contract/events';
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
import { joinNotice, publishRequest } from '../helpers/notices';
import { expectedTables } from '../helpers/oracle';
import { isAbout, itemsOf, settings } from '../helpers/table-items';

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

const queueOf = (name: string): string => {
  const queue = target.resources.queues().working.find(({ logicalId }) => logicalId.startsWith(name));
  if (!queue) throw new Error(`no queue of ${name}`);
  return queue.physicalId;
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
  const parking = queueOf('Parking');
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

describe('a poisoned event on the bus', () => {
  const now = Date.now();
  const ts = Math.floor(now / 1000);
  const room = { channelName: `poisoned-${ts}`, channelSId: `poisoned-${ts}`, ts };
  const neighbours = [1, 2, 3, 4, 5, 6, 7, 8];
  const stream = `rtmp://push.example.com/live/poisoned-${ts}?key=PUBLISHING-KEY`;
  const projections = [
    {
      name: 'RtcSessions',
      table: 'UserSessionsTable',
      source: sources.rtc,
      sound: neighbours.map((n) =>
        joinNotice(`beside-${n}`, 103, { ...room, uid: n, uSId: `beside-${ts}-${n}`, platform: 7 }),
      ),
      // A join without the user.
      poisoned: { noticeId: 'poisoned', productId: 1, eventType: 103, notifyMs: now, payload: room },
      path: 'payload.uid',
    },
    {
      name: 'CdnStreams',
      table: 'CdnStreamsTable',
      source: sources.cdn,
      sound: neighbours.map((n) =>
        publishRequest(`beside-${n}`, {
          channel: room.channelName,
          stream: `rtmp://a/b/${ts}-${n}`,
          time: now,
          uid: '1',
        }),
      ),
      // A push without its time.
      poisoned: {
        noticeId: 'poisoned',
        productId: 2,
        eventType: 5,
        notifyMs: now,
        payload: { event: 'PublishRequest', channel: room.channelName, stream, uid: '1' },
      },
      path: 'payload.time',
    },
  ] as const;

  it.each(projections)(
    '$name: its neighbours pass, and it ends as a dead letter that the log explains',
    async ({ name, table, source, sound, poisoned, path }) => {
      const { clients, resources, deployment } = target;
      const { outputs } = deployment;
      const fn = resources.projectionOf(outputs[table]);
      const queue = queueOf(name);
      const dead = resources.queues().dead.find(({ logicalId }) => logicalId.startsWith(name))?.physicalId;
      await target.settled();
      expect(await target.deadLetters()).toBe(0);
      const begun = Date.now();

      // Five receives, each with the queue's own 60 s, are left to other tests.
      const invisibility = await shorterInvisibility(queue, 12);
      try {
        const details = [...sound.slice(0, 4), poisoned, ...sound.slice(4)];
        const put = new PutEventsCommand({
          Entries: details.map((detail) => ({
            EventBusName: outputs.EventBusName,
            Source: source,
            DetailType: 'by hand',
            Detail: JSON.stringify(detail),
          })),
        });
        expect(await clients.eventBridge.send(put)).toMatchObject({ FailedEntryCount: 0 });

        const expected = itemsOf(expectedTables([...sound], settings), () => true);
        await waitFor('the neighbours in the table', async () => {
          const items = itemsOf(asTold(await target.readTables()), isAbout([...sound]));
          return isDeepStrictEqual(items, expected) ? true : undefined;
        });
        // Passed by while it was still there, or else they may have waited for its end.
        expect(await target.deadLetters()).toBe(0);
        expect(await messagesIn(clients, queue)).toBe(1);
        await invisibility.set(3);

        const letter = await waitFor('the dead letter', () => firstMessage(dead), { timeoutMs: 60_000 });
        // Out of the way of other files, whatever is found about it.
        await clients.sqs.send(
          new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle: letter.ReceiptHandle }),
        );
        expect(JSON.parse(letter.Body ?? '')).toMatchObject({ source, detail: poisoned });
        const explanations = (await functionLogLines(target, fn, begun)).filter(
          ({ messageId }) => messageId === letter.MessageId,
        );
        expect(explanations.length).toBeGreaterThanOrEqual(5);
        for (const line of explanations) {
          expect(line).toMatchObject({
            level: 'ERROR',
            message: 'A message was handed back to the queue',
            errorName: 'UnreadableMessage',
            errorMessage: expect.stringContaining(path),
          });
          expect(JSON.stringify(line)).not.toMatch(/PUBLISHING-KEY|rtmp:/);
        }
        // What the dead letter carries besides its body tells nothing of the body.
        expect(JSON.stringify([letter.Attributes, letter.MessageAttributes])).not.toMatch(/PUBLISHING|rtmp:/);
      } finally {
        await invisibility.giveBack();
      }
      expect(await messagesIn(clients, queue)).toBe(0);
      expect(await target.deadLetters()).toBe(0);
    },
  );

  const firstMessage = async (queue: string | undefined): Promise<Message | undefined> => {
    const receive = new ReceiveMessageCommand({
      QueueUrl: queue,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages: messages = [] } = await target.clients.sqs.send(receive);
    return messages[0];
  };

  /** Hides received messages for less long, to be changed again, and at last put back to the declared time. */
  const shorterInvisibility = async (queue: string, seconds: number) => {
    const declared = target.resources.ofType('AWS::SQS::Queue').find(({ physicalId }) => physicalId === queue)
      ?.Properties?.VisibilityTimeout;
    if (typeof declared !== 'number') throw new Error(`${queue} declares no VisibilityTimeout`);
    const set = (value: number) =>
      target.clients.sqs.send(
        new SetQueueAttributesCommand({
          QueueUrl: queue,
          Attributes: { VisibilityTimeout: String(value) },
        }),
      );
    await set(seconds);
    return { set, giveBack: () => set(declared) };
  };
});
