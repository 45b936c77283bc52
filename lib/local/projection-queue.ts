// A queue with its function on one machine: what Amazon SQS and its event source do for a deployed projection.
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { functionLimits } from '../function-limits';

/** A projection's handler: answers with the records of the batch that failed. */
export type ProjectionHandler = (
  event: SQSEvent,
  context: { getRemainingTimeInMillis(): number },
) => Promise<SQSBatchResponse>;

/** How a queue feeds its function. Times in milliseconds. */
export interface QueueSettings {
  /** Most records in one batch, as the deployed event source has it. */
  readonly batchSize: number;
  /** Most batches that are processed at a time. */
  readonly concurrency: number;
  /** Pauses before the second and each later receive; one failure more than there are pauses is final. */
  readonly retryDelaysMs: readonly number[];
  /** How long the function may take for one batch. */
  readonly functionTimeoutMs: number;
}

/**
 * The sender waits for its answer, so the pauses are short where a real queue takes a minute; the number of
 * receives is the deployed one.
 */
export const defaultQueueSettings: QueueSettings = {
  batchSize: 10,
  concurrency: 4,
  retryDelaysMs: [50, 150, 400, 900],
  functionTimeoutMs: functionLimits['rtc-sessions'].timeoutMs,
};

interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  receives: number;
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/** Collects messages into batches for one function and tells the sender of each how it ended. */
export class ProjectionQueue {
  readonly #waiting: Message[] = [];
  #inFlight = 0;
  #scheduled = false;

  constructor(
    readonly name: string,
    private readonly handler: ProjectionHandler,
    private readonly settings: QueueSettings = defaultQueueSettings,
  ) {}

  /**
   * Queues one message.
   *
   * @param body - the record's body
   * @returns when the function has processed it
   * @throws Error once every receive has failed
   */
  send(body: string): Promise<void> {
    return new Promise((done, failed) => {
      this.#enqueue({ id: randomUUID(), body, sentAt: Date.now(), receives: 0, done, failed });
    });
  }

  #enqueue(message: Message): void {
    this.#waiting.push(message);
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Not at once: what arrives in the same turn of the event loop shares a batch.
    setImmediate(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    const { batchSize, concurrency } = this.settings;
    while (this.#inFlight < concurrency && this.#waiting.length > 0) {
      this.#inFlight += 1;
      void this.#process(this.#waiting.splice(0, batchSize)).then(() => {
        this.#inFlight -= 1;
        this.#pump();
      });
    }
  }

  async #process(batch: readonly Message[]): Promise<void> {
    for (const message of batch) message.receives += 1;
    const failures = await this.#invoke(batch);
    for (const message of batch) {
      const error = failures.get(message.id);
      if (error === undefined) message.done();
      else void this.#again(message, error);
    }
  }

  async #again(message: Message, error: Error): Promise<void> {
    const pauseMs = this.settings.retryDelaysMs[message.receives - 1];
    if (pauseMs === undefined) {
      message.failed(
        new Error(`${this.name} did not take an event in ${message.receives} tries`, { cause: error }),
      );
      return;
    }
    await delay(pauseMs * (0.5 + Math.random()));
    this.#enqueue(message);
  }

  /** Runs the function on a batch; the result has an error for each message that failed. */
  async #invoke(batch: readonly Message[]): Promise<ReadonlyMap<string, Error>> {
    const all = (error: Error) => new Map(batch.map(({ id }) => [id, error]));
    const deadline = Date.now() + this.settings.functionTimeoutMs;
    const context = { getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()) };
    try {
      const { batchItemFailures } = await this.handler(
        { Records: batch.map((one) => this.#record(one)) },
        context,
      );
      const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      // As the event source does: an identifier that it cannot place fails the whole batch.
      if (failed.some((id) => !batch.some((one) => one.id === id))) {
        return all(new Error(`${this.name} handed back a record that it was not given`));
      }
      return new Map(failed.map((id) => [id, new Error(`${this.name} handed the record back`)]));
    } catch (error) {
      return all(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #record({ id, body, sentAt, receives }: Message): SQSRecord {
    return {
      messageId: id,
      receiptHandle: `${id}#${receives}`,
      body,
      attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: String(sentAt),
        SenderId: 'events.amazonaws.com',
        ApproximateFirstReceiveTimestamp: String(sentAt),
      },
      messageAttributes: {},
      md5OfBody: createHash('md5').update(body).digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${this.name}`,
      awsRegion: 'us-east-1',
    };
  }
}
