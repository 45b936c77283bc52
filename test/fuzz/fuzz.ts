// The fuzzer: sends damaged requests through the real handlers, and checks every promise at each of them.
import { isDeepStrictEqual } from 'node:util';
import type { SQSRecord } from 'aws-lambda';
import { type BusEvent, sources } from '../../functions/contract/events';
import { createObservability } from '../../functions/shared/observability';
import { Random } from '../../lib/simulator/random';
import { captureOutput } from '../helpers/captured-output';
import { expectedTables } from '../helpers/oracle';
import { rawMessage } from '../helpers/queue-messages';
import { checkEvent, type ProjectionName } from './check-event';
import { checkAnswer, checkOutput, checkSecrecy } from './checks';
import { makeCorpus, SECRETS } from './corpus';
import { type Verdict, verdictOn } from './expected-answer';
import { type FuzzRequest, makeRequest } from './fuzz-request';
import { KnownNotices } from './known-notices';
import { usedBytes } from './memory';
import { watchPrototypes } from './prototypes';
import { createSubject, type Subject, type SubjectParts, toGatewayEvent } from './subject';
import { firstDifference } from './table-difference';
import { Violation } from './violation';
import { WatchedTables } from './watched-tables';

/** What to run. */
export interface FuzzOptions {
  /** A whole number: the same seed gives the same requests. */
  readonly seed: number;
  /** How many requests, from index 0; or the indexes of those to run. */
  readonly requests: number | readonly number[];
  /** The handlers; the real ones by default. */
  readonly create?: (parts: SubjectParts) => Subject;
  /** Told after each part of the run. */
  readonly onProgress?: (done: number) => void;
  /**
   * Bytes that memory may grow by from a quarter of the run to its end.
   * @default 3 MiB
   */
  readonly maxGrowthBytes?: number;
}

/** What a run did. */
export interface FuzzFigures {
  readonly requests: number;
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  /** Events by source. */
  readonly events: Readonly<Record<string, number>>;
  /** Events left out of the tables, since their notice id stood for another content. */
  readonly reusedNoticeIds: number;
  /** Items compared with the oracle. */
  readonly items: number;
  /** Bytes by which memory grew from a quarter of the run to its end; absent for a run of few requests. */
  readonly growthBytes?: number;
}

const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: ['test_webhook'] };

/** The run in parts: after each one the tables are compared and emptied, and memory is measured. */
const PARTS = 20;
/** Below this, memory says more about the compiler than about the handlers. */
const LEAST_FOR_MEMORY = 4_000;
const MAX_GROWTH_BYTES = 3 * 1024 * 1024;
const PROJECTION_SHARE = 0.2;

interface Queued {
  readonly request: FuzzRequest;
  readonly record: SQSRecord;
  /** True for an event that the projection must hand back. */
  readonly poison: boolean;
}

/**
 * Runs the requests.
 *
 * @throws Violation at the first broken promise
 */
export const fuzz = async (options: FuzzOptions): Promise<FuzzFigures> => new FuzzRun(options).all();

class FuzzRun {
  readonly #options: FuzzOptions;
  readonly #indexes: readonly number[];
  readonly #corpus;
  readonly #random: Random;
  readonly #tables = new WatchedTables();
  readonly #notices = new KnownNotices();
  readonly #subject: Subject;
  readonly #changedPrototypes = watchPrototypes();
  readonly #queues: Record<ProjectionName, Queued[]> = { rtc: [], cdn: [] };
  #onBus: BusEvent[] = [];
  readonly #verdicts: Partial<Record<Verdict, number>> = {};
  readonly #events: Record<string, number> = {};
  #reusedNoticeIds = 0;
  #items = 0;

  constructor(options: FuzzOptions) {
    const { seed, requests, create = createSubject } = options;
    this.#options = options;
    this.#indexes =
      typeof requests === 'number' ? Array.from({ length: requests }, (_, index) => index) : requests;
    this.#corpus = makeCorpus(seed);
    this.#random = new Random(seed, 2);
    this.#subject = create({
      bus: { put: async (event) => void this.#onBus.push(event) },
      channelSessions: this.#tables.channelSessions,
      userSessions: this.#tables.userSessions,
      cdnStreams: this.#tables.cdnStreams,
      settings,
      observability: createObservability(),
    });
  }

  async all(): Promise<FuzzFigures> {
    const { seed, onProgress, maxGrowthBytes = MAX_GROWTH_BYTES } = this.#options;
    const count = this.#indexes.length;
    // Requests that were named belong together.
    const partSize = typeof this.#options.requests === 'number' ? Math.ceil(count / PARTS) : count;
    const measured: number[] = [];
    for (let done = 0; done < count; done += partSize) {
      for (const index of this.#indexes.slice(done, done + partSize)) {
        await this.#request(makeRequest(seed, index, this.#corpus));
      }
      await this.#endPart();
      if (count >= LEAST_FOR_MEMORY) measured.push(await usedBytes());
      onProgress?.(Math.min(count, done + partSize));
    }
    const atQuarter = measured[Math.floor(measured.length / 4) - 1];
    const atEnd = measured.at(-1);
    const growthBytes = atQuarter === undefined || atEnd === undefined ? undefined : atEnd - atQuarter;
    if (growthBytes !== undefined && growthBytes > maxGrowthBytes) {
      throw new Violation(
        'memory',
        `memory grew by ${growthBytes} bytes from a quarter of the run to its end: ${measured.join(' ')}`,
      );
    }
    return {
      requests: count,
      verdicts: this.#verdicts,
      events: this.#events,
      reusedNoticeIds: this.#reusedNoticeIds,
      items: this.#items,
      ...(growthBytes !== undefined && { growthBytes }),
    };
  }

  async #request(request: FuzzRequest): Promise<void> {
    const verdict = verdictOn(request, SECRETS);
    this.#verdicts[verdict] = (this.#verdicts[verdict] ?? 0) + 1;
    this.#onBus = [];
    const { result, output } = await this.#watched([request], () =>
      this.#subject.ingest(toGatewayEvent(request), { awsRequestId: `request-${request.index}` }),
    );
    checkAnswer(request, verdict, result);
    checkOutput(request, verdict, output, result.body ?? '');
    const [event, ...others] = this.#onBus;
    if (others.length > 0 || (event !== undefined) !== (verdict === 'accepted')) {
      throw new Violation('bus', `${this.#onBus.length} events for a request that is ${verdict}`, [request]);
    }
    if (event !== undefined) this.#route(request, event);
    for (const name of ['rtc', 'cdn'] as const) {
      const queue = this.#queues[name];
      if (queue.length > 0 && (queue.length === 10 || this.#random.chance(PROJECTION_SHARE))) {
        await this.#project(name);
      }
    }
  }

  /** Runs a handler; a changed prototype or an exception is a violation. */
  async #watched<T>(requests: readonly FuzzRequest[], work: () => Promise<T>) {
    const { result, output } = await captureOutput(async () => {
      try {
        return { value: await work() };
      } catch (error) {
        return { error };
      }
    });
    // First, since it may be why a handler threw.
    const changed = this.#changedPrototypes();
    if (changed.length > 0) throw new Violation('prototype', `changed: ${changed.join(', ')}`, requests);
    if ('error' in result) {
      const { error } = result;
      throw new Violation('exception', `the handler threw ${String(error)}`, requests, { cause: error });
    }
    return { result: result.value, output };
  }

  #route(request: FuzzRequest, event: BusEvent): void {
    this.#events[event.source] = (this.#events[event.source] ?? 0) + 1;
    const { names, reading, bodyFrom } = checkEvent(request, event);
    const record = rawMessage(`message-${request.index}`, bodyFrom(event.source));
    if (!reading.recognized) {
      for (const name of names) this.#queues[name].push({ request, record, poison: false });
      // As an event that was recognized it could never come; did it all the same, it must be handed back and must not
      // hold others up.
      const name = this.#random.pick(['rtc', 'cdn'] as const);
      if (names.length === 0 && this.#random.chance(0.2)) {
        const poison = rawMessage(record.messageId, bodyFrom(sources[name]));
        this.#queues[name].push({ request, record: poison, poison: true });
      }
      return;
    }
    if (!this.#notices.add({ notification: reading.notification, request })) {
      this.#reusedNoticeIds++;
      return;
    }
    for (const name of names) this.#queues[name].push({ request, record, poison: false });
  }

  async #project(name: ProjectionName): Promise<void> {
    const batch = this.#queues[name].splice(0, 10);
    const requests = batch.map(({ request }) => request);
    const { result, output } = await this.#watched(requests, () =>
      this.#subject[name](
        { Records: batch.map(({ record }) => record) },
        { getRemainingTimeInMillis: () => 55_000 },
      ),
    );
    const problems = this.#tables.problems();
    if (problems.length > 0) throw new Violation('item', problems.join('; '), requests);
    const handedBack = result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort();
    const expected = batch.filter(({ poison }) => poison).map(({ record }) => record.messageId);
    if (!isDeepStrictEqual(handedBack, expected.sort())) {
      throw new Violation(
        'projection',
        `${name} handed back ${handedBack.join(' ')}, expected ${expected.join(' ')}: ${output}`,
        requests,
      );
    }
    checkSecrecy(output, requests);
  }

  async #endPart(): Promise<void> {
    for (const name of ['rtc', 'cdn'] as const) {
      while (this.#queues[name].length > 0) await this.#project(name);
    }
    const found = this.#tables.read();
    const expected = expectedTables(this.#notices.notifications(), settings);
    const difference = firstDifference(found, expected);
    if (difference !== undefined) {
      const item = difference.got ?? difference.expected;
      throw new Violation(
        'tables',
        JSON.stringify(difference),
        this.#notices.requestsAbout([item?.channelSId ?? item?.channel]),
      );
    }
    this.#items += Object.values(expected).reduce((sum, items) => sum + items.length, 0);
    this.#tables.clear();
    this.#notices.clear();
    this.#onBus = [];
  }
}
