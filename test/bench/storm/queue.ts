// A projection's queue as SQS and Lambda keep it: invisible while it is worked on, received again, dead after too often.
import type { SQSBatchResponse } from 'aws-lambda';
import { BATCH_SIZE, MAX_RECEIVES } from '../../../lib/constructs/projection';
import { functionLimits } from '../../../lib/function-limits';
import type { SimulatedClock } from './simulated-clock';

/** Batches that are processed at once. */
export const CONCURRENCY = 50;
/** From a message's receive until it shows again. */
const INVISIBLE_MS = 60_000;
const FUNCTION_TIMEOUT_MS = functionLimits['rtc-sessions'].timeoutMs;
/** A poller that found nothing looks again after this. */
const POLL_MS = 100;

/** A batch, as far as the queue needs it. */
interface Batch {
  readonly Records: readonly { readonly messageId: string }[];
}

/** One execution environment. */
type Handler<Event extends Batch> = (
  event: Event,
  context: { getRemainingTimeInMillis(): number },
) => Promise<SQSBatchResponse>;

/** A message: what number of those that were sent it is. */
interface Message {
  readonly number: number;
  receives: number;
}

/** Messages that come by themselves, each at its time. */
export interface Arrivals<Event extends Batch> {
  readonly count: number;
  /** When the n-th comes; not before the one before it. */
  readonly atMs: (number: number) => number;
  readonly eventOf: (numbers: readonly number[]) => Event;
}

/** Hands batches to environments until all messages are done or dead. */
export class Queue<Event extends Batch> {
  mostReceives = 0;
  dead = 0;
  receivedAgain = 0;
  #next = 0;
  #done = 0;
  /** Handed back, in the order in which they show again: all are invisible for the same time. */
  readonly #back: { readonly message: Message; readonly atMs: number }[] = [];

  constructor(
    private readonly clock: SimulatedClock,
    private readonly arrivals: Arrivals<Event>,
  ) {}

  get isDone(): boolean {
    return this.#done + this.dead === this.arrivals.count;
  }

  /** Works with as many environments as there may be at once, until the queue is empty. */
  async drain(environments: readonly Handler<Event>[]): Promise<void> {
    await Promise.all(environments.map((handler) => this.#poll(handler)));
  }

  async #poll(handler: Handler<Event>): Promise<void> {
    while (!this.isDone) {
      const batch = this.#receive();
      if (batch.length === 0) await this.clock.sleep(POLL_MS);
      else await this.#invoke(handler, batch);
    }
  }

  #receive(): Message[] {
    const batch: Message[] = [];
    while (batch.length < BATCH_SIZE) {
      const [back] = this.#back;
      if (back !== undefined && back.atMs <= this.clock.nowMs) {
        this.#back.shift();
        if (back.message.receives >= MAX_RECEIVES) this.dead++;
        else batch.push(back.message);
      } else if (this.#next < this.arrivals.count && this.arrivals.atMs(this.#next) <= this.clock.nowMs) {
        batch.push({ number: this.#next++, receives: 0 });
      } else break;
    }
    for (const message of batch) {
      if (message.receives++ > 0) this.receivedAgain++;
      this.mostReceives = Math.max(this.mostReceives, message.receives);
    }
    return batch;
  }

  async #invoke(handler: Handler<Event>, batch: readonly Message[]): Promise<void> {
    const receivedMs = this.clock.nowMs;
    const event = this.arrivals.eventOf(batch.map(({ number }) => number));
    const { batchItemFailures } = await handler(event, {
      getRemainingTimeInMillis: () => FUNCTION_TIMEOUT_MS - (this.clock.nowMs - receivedMs),
    });
    // Lambda ends what takes longer; the whole batch shows again.
    const isTimedOut = this.clock.nowMs - receivedMs > FUNCTION_TIMEOUT_MS;
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const [index, message] of batch.entries()) {
      if (isTimedOut || failed.has(event.Records[index]?.messageId ?? '')) {
        this.#handBack(message, receivedMs + INVISIBLE_MS);
      } else this.#done++;
    }
  }

  #handBack(message: Message, atMs: number): void {
    const index = this.#back.findLastIndex((one) => one.atMs <= atMs);
    this.#back.splice(index + 1, 0, { message, atMs });
  }
}
