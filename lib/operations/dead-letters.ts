// Looks into a dead-letter queue: receives messages, and puts them back at once.
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeployedQueue } from './deployed-stack';

/** How many messages are received at least to find the oldest one. */
const SAMPLE_SIZE = 50;

/** Messages that cannot be put back are hidden no longer than this, in seconds. */
export const HIDDEN_SECONDS = 30;

/** Most messages that SQS gives or takes in one call. */
const BATCH = 10;

/** A message that a projection did not process. */
export interface DeadLetter {
  readonly messageId: string;
  /** When it was sent: to the projection's queue, or here by EventBridge when it gave up. */
  readonly sentAt: Date | undefined;
  readonly receives: number;
  /** Why EventBridge could not deliver it; absent where the function could not process it. */
  readonly undeliverable: string | undefined;
  readonly body: string;
}

/** What was found in a dead-letter queue. */
export interface Inspection {
  /** About how many messages it holds, those included that somebody looks at. */
  readonly count: number;
  /** Those that were seen, the oldest first. */
  readonly seen: readonly DeadLetter[];
  /** How many of them stay hidden for up to {@link HIDDEN_SECONDS}, since they could not be put back. */
  readonly hidden: number;
}

/**
 * Counts the messages of a dead-letter queue and looks at some.
 *
 * @param atLeast - how many to look at, where there are so many; never fewer than {@link SAMPLE_SIZE}
 */
export const inspectDeadLetters = async (
  sqs: SQSClient,
  { url }: DeployedQueue,
  atLeast: number,
): Promise<Inspection> => {
  const count = await countMessages(sqs, url);
  const received = new Map<string, Message>();
  let hidden = 0;
  try {
    const wanted = Math.max(atLeast, SAMPLE_SIZE);
    let found = true;
    while (found && received.size < wanted) {
      const { Messages: messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: Math.min(BATCH, wanted - received.size),
          VisibilityTimeout: HIDDEN_SECONDS,
          // A short poll asks only some of the servers and may find nothing.
          WaitTimeSeconds: 1,
          MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
          MessageAttributeNames: ['All'],
        }),
      );
      // Where looking takes longer than they are hidden, the first ones come again.
      found = messages.some(({ MessageId: id = '' }) => !received.has(id));
      for (const message of messages) received.set(message.MessageId ?? '', message);
    }
  } finally {
    hidden = await putBack(sqs, url, [...received.values()]);
  }
  const seen = [...received.values()].map(toDeadLetter).sort((a, b) => timeOf(a) - timeOf(b));
  return { count: Math.max(count, seen.length), seen, hidden };
};

const timeOf = ({ sentAt }: DeadLetter): number => sentAt?.getTime() ?? Number.MAX_SAFE_INTEGER;

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

const countMessages = async (sqs: SQSClient, url: string): Promise<number> => {
  const { Attributes: attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] }),
  );
  return COUNTS.reduce((sum, name) => sum + Number(attributes?.[name] ?? 0), 0);
};

/** Makes messages visible again. Gives the number of those that SQS did not take: they come back by themselves. */
const putBack = async (sqs: SQSClient, url: string, messages: readonly Message[]): Promise<number> => {
  let failed = 0;
  for (let start = 0; start < messages.length; start += BATCH) {
    const { Failed: failures = [] } = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: messages.slice(start, start + BATCH).map(({ ReceiptHandle: handle }, index) => ({
          Id: String(index),
          ReceiptHandle: handle,
          VisibilityTimeout: 0,
        })),
      }),
    );
    failed += failures.length;
  }
  return failed;
};

const toDeadLetter = ({
  MessageId: messageId = '',
  Attributes: attributes,
  MessageAttributes: given,
  Body: body = '',
}: Message): DeadLetter => {
  const sent = attributes?.SentTimestamp;
  // EventBridge says in these why it gave up: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
  const reasons = [given?.ERROR_CODE?.StringValue, given?.ERROR_MESSAGE?.StringValue].filter(
    (reason) => reason !== undefined,
  );
  return {
    messageId,
    sentAt: sent === undefined ? undefined : new Date(Number(sent)),
    receives: Number(attributes?.ApproximateReceiveCount ?? 0),
    undeliverable: reasons.length > 0 ? reasons.join(': ') : undefined,
    body,
  };
};
