// The second law as one check: deliver a history, count beside it and after it until nothing is left to do.
import type { Notification } from '../../functions/contract/notification';
import { Random } from '../../lib/simulator/random';
import type { Task } from './beside';
import { type ChangeStreams, NeverAtRest, type StreamHandler } from './change-streams';
import {
  type DeliveryFigures,
  type DeliveryPlan,
  deliver,
  noFigures,
  type Projections,
  sumOf,
} from './delivery';
import type { Wire } from './faulty-table';
import type { SettledTables } from './oracle/settled';
import type { VirtualClock } from './virtual-clock';

/** One execution environment that counts: it takes changes, and looks at what is due. */
export interface Recounts {
  readonly changes: StreamHandler;
  readonly schedule: (context: { getRemainingTimeInMillis(): number }) => Promise<void>;
}

/** Tables with all of the product behind them. */
export interface RestSubject {
  readonly streams: ChangeStreams;
  readonly clock: VirtualClock;
  /** One execution environment's handlers; called for each invocation. */
  start(wire: Wire): Projections & Recounts;
  /** All items of the four tables as they are stored. */
  read(): Promise<SettledTables>;
}

/** How a history is delivered and counted. */
export interface RestPlan extends DeliveryPlan {
  /** How much of the history comes only after everything has come to rest once: from 0 to 1. */
  readonly late: number;
  /** How often the schedule comes while messages are still delivered. */
  readonly schedules: number;
  /** How often a recount goes before messages that wait, too: from 0 to 1. */
  readonly eagerness: number;
  /** By how much the clock goes on before an invocation: one of these, in milliseconds. */
  readonly steps: readonly number[];
}

/** What it took to come to rest. */
export interface RestFigures extends DeliveryFigures {
  /** Batches of changes and schedules, each repetition included. */
  readonly recounts: number;
  readonly writes: number;
  /** Writes after everything had come to rest, when it was all delivered and looked at once more. */
  readonly writesAtRest: number;
  /** How long it was quiet at the end, in milliseconds. */
  readonly quietMs: number;
}

const SCHEDULE = 0.15;
const HOUR_MS = 3_600_000;
const MOST_ROUNDS = 12;
/** What fails as the first schedule looks at all that is due. */
const FAULTS_OF_FIRST_ROUND = 5;
const MOST_RECOUNTS_PER_MESSAGE = 200;
/** Some things are due only after others: one round without a write is not yet rest. */
const QUIET_ROUNDS = 2;

/**
 * Delivers the history and lets the product count, until rounds of more than an hour pass without a write.
 *
 * @throws NeverAtRest where writes do not end
 */
export const playToRest = async (
  history: readonly Notification[],
  plan: RestPlan,
  subject: RestSubject,
): Promise<RestFigures> => {
  const { streams, clock } = subject;
  const run = new Run(plan, subject, MOST_RECOUNTS_PER_MESSAGE * (history.length + 10));
  const [early, late] = lateApart(history, plan);

  await run.deliver(early);
  if (late.length > 0) {
    await run.toRest();
    await run.deliver(late);
  }
  const deliveredAt = clock.now();
  await run.toRest();
  const { writes } = streams;
  const { figures, recounts } = run;
  await run.deliver(history);
  await run.wholeRound();
  return {
    ...figures,
    recounts,
    writes,
    writesAtRest: streams.writes - writes,
    quietMs: clock.now() - deliveredAt,
  };
};

/** What comes in time, and what comes late: any notice, or all that concerns one life or one push. */
const lateApart = (
  history: readonly Notification[],
  { seed, late }: RestPlan,
): [early: Notification[], late: Notification[]] => {
  const random = new Random(seed, 3);
  const apart = random.chance(0.5) ? ({ noticeId }: Notification) => noticeId : thingOf;
  const lateOnes = new Set([...new Set(history.map(apart))].filter(() => random.chance(late)));
  return [
    history.filter((notice) => !lateOnes.has(apart(notice))),
    history.filter((notice) => lateOnes.has(apart(notice))),
  ];
};

const thingOf = ({ payload }: Notification): string =>
  'channelSId' in payload ? payload.channelSId : 'stream' in payload ? payload.stream : '';

/** Deliveries with recounts beside them, one after the other. */
class Run {
  figures: DeliveryFigures = noFigures;
  /** Recounts so far. */
  recounts = 0;
  #schedules = 0;
  #runs = 0;

  constructor(
    private readonly plan: RestPlan,
    private readonly subject: RestSubject,
    private readonly mostRecounts: number,
  ) {}

  async deliver(messages: readonly Notification[]): Promise<void> {
    this.#schedules = this.plan.schedules;
    await this.#run(messages, 0);
  }

  async #run(messages: readonly Notification[], moreFaults: number): Promise<void> {
    const { plan, subject } = this;
    const figures = await deliver(
      messages,
      { ...plan, seed: plan.seed + this.#runs++ },
      (wire) => subject.start(wire),
      { eagerness: plan.eagerness, moreFaults, take: (random) => this.#take(random) },
    );
    this.figures = sumOf(this.figures, figures);
  }

  #take(random: Random): Task | undefined {
    const { plan, subject } = this;
    subject.clock.advance(random.pick(plan.steps));
    const isScheduled = this.#schedules > 0 && random.chance(SCHEDULE);
    const task = isScheduled
      ? this.#schedule()
      : subject.streams.take(random, plan.maxBatch, (wire) => subject.start(wire).changes);
    if (task === undefined) return undefined;
    if (this.recounts++ > this.mostRecounts) {
      throw new NeverAtRest(`still counting after ${this.recounts} invocations`);
    }
    return task;
  }

  #schedule(): Task {
    this.#schedules--;
    return {
      run: (wire, getRemainingTimeInMillis) =>
        this.subject.start(wire).schedule({ getRemainingTimeInMillis }),
      // It comes every minute anyway: a failed one is not repeated.
      ended: () => {},
    };
  }

  /** Lets hours pass until nothing is written any more. */
  async toRest(): Promise<void> {
    const { streams } = this.subject;
    let quiet = 0;
    for (let round = 1; quiet < QUIET_ROUNDS; round++) {
      const { writes } = streams;
      await this.wholeRound(round === 1 ? FAULTS_OF_FIRST_ROUND : 0);
      quiet = streams.writes === writes ? quiet + 1 : 0;
      if (round > MOST_ROUNDS) throw new NeverAtRest(`still writing after ${round} rounds`);
    }
  }

  /** Lets more than an hour pass, and the schedule of a full hour look at what may have been missed. */
  async wholeRound(moreFaults = 0): Promise<void> {
    const { clock, streams } = this.subject;
    clock.advance(2 * HOUR_MS - (clock.now() % HOUR_MS));
    this.#schedules = 1;
    while (this.#schedules > 0 || !streams.areEmpty) await this.#run([], moreFaults);
  }
}
