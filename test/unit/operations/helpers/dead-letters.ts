// Dead-letter queues as SQS shows them.
import { type Answers, queueName, stackAnswers } from './stub-clients';

const sentAt = Date.parse('2026-05-01T10:00:00Z');

/** The nth of a queue's messages. */
export const message = (id: number) => ({
  MessageId: `m-${id}`,
  ReceiptHandle: `receipt-${id}`,
  // The first to be received is not the oldest.
  Attributes: { SentTimestamp: String(sentAt - id * 1000), ApproximateReceiveCount: '6' },
  Body: JSON.stringify({
    source: 'anyrtc.cdn',
    detail: { noticeId: `n-${id}`, payload: { channel: 'demo', stream: 'rtmp://h.example/app/KEY-of-it' } },
  }),
});

/** A dead-letter queue as SQS shows it: batches of ten, each message hidden once it was received. */
export const receiving = (counts: Readonly<Record<string, number>>) => {
  const given: Record<string, number> = {};
  return (input: Readonly<Record<string, unknown>>) => {
    const name = queueName(input);
    const start = given[name] ?? 0;
    const end = Math.min(counts[name] ?? 0, start + Number(input.MaxNumberOfMessages));
    given[name] = end;
    return { Messages: Array.from({ length: end - start }, (_, index) => message(start + index)) };
  };
};

/** Answers of a stack whose dead-letter queues hold these numbers of messages. */
export const answers = (counts: Readonly<Record<string, number>>, more: Answers = {}): Answers => ({
  ...stackAnswers(counts),
  ReceiveMessage: receiving(counts),
  ChangeMessageVisibilityBatch: () => ({ Successful: [], Failed: [] }),
  StartMessageMoveTask: () => ({ TaskHandle: 'task' }),
  ...more,
});
