// An event on the bus that no projection can read: its neighbours pass, and it ends as a dead letter.
import { isDeepStrictEqual } from 'node:util';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { sources } from '../../functions/contract/events';
import { asTold } from '../helpers/as-told';
import { type DeployedTarget, deployedTarget, messagesIn } from '../helpers/engine/deployed-target';
import { functionLogLines } from '../helpers/engine/function-logs';
import { waitFor } from '../helpers/engine/wait';
import { joinNotice, publishRequest } from '../helpers/notices';
import { expectedTables } from '../helpers/oracle';
import { isAbout, itemsOf, settings } from '../helpers/table-items';
import { queueOf } from './queue-of';

// What failed is hidden for 60 s before it is tried again.
let target: DeployedTarget;
beforeAll(async () => {
  target = await deployedTarget();
});
afterAll(() => target.stop());

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
      const queue = queueOf(target, name);
      const dead = resources.queues().dead.find(({ logicalId }) => logicalId.startsWith(name))?.physicalId;
      await target.settled();
      expect(await target.deadLetters()).toBe(0);
      const begun = Date.now();

      // Twenty receives, each with the queue's own 60 s, would take twenty minutes.
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
        await invisibility.set(1);

        const letter = await waitFor('the dead letter', () => firstMessage(dead), { timeoutMs: 180_000 });
        // Out of the way of other files, whatever is found about it.
        await clients.sqs.send(
          new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle: letter.ReceiptHandle }),
        );
        expect(JSON.parse(letter.Body ?? '')).toMatchObject({ source, detail: poisoned });
        const explanations = (await functionLogLines(target, fn, begun)).filter(
          ({ messageId }) => messageId === letter.MessageId,
        );
        expect(explanations.length).toBeGreaterThanOrEqual(20);
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
