// The handler of the channel reports: counts what the tables' streams say has changed, and what time alone changes.
import * as v from 'valibot';
import { REPORT_SOURCE } from '../contract/events';
import { forEachConcurrently } from '../shared/concurrency';
import { OutOfTime, UnreadableMessage } from '../shared/errors';
import type { Observability } from '../shared/observability';
import { type Changed, Recount } from './recount';
import { type RecountDependencies, RecountFigures } from './report-tables';

/** Channels that are counted at the same time: each may have 10⁵ stays in memory. */
export const COUNTED_AT_ONCE = 8;
/** With less than this left, no further channel is begun. */
const RESERVE_MS = 10_000;

/** What the handler works with; the time that is left comes with each event. */
export interface ChannelReportsDependencies extends Omit<RecountDependencies, 'remainingMs'> {
  readonly observability: Observability;
}

const keyText = v.object({ S: v.string() });
/** What of a stream's record tells what to count. Source: "StreamRecord" in DynamoDB's API reference. */
const streamRecord = v.object({
  eventName: v.picklist(['INSERT', 'MODIFY', 'REMOVE']),
  /** There where DynamoDB itself has deleted the item, by its time to live. */
  userIdentity: v.nullish(v.object({ principalId: v.optional(v.string()) })),
  dynamodb: v.object({
    Keys: v.union([
      v.object({ channelSId: keyText, uSId: v.optional(keyText) }),
      v.object({ channel: keyText, stream: keyText }),
    ]),
  }),
});
const streamEvent = v.object({ Records: v.array(streamRecord) });
const scheduledEvent = v.object({ 'detail-type': v.literal('Scheduled Event'), time: v.string() });
/** What `recount` sends: channels to be counted whatever the streams have said. */
const requestEvent = v.object({ channelSIds: v.array(v.string()) });
const anyEvent = v.union([streamEvent, scheduledEvent, requestEvent]);

type StreamRecord = v.InferOutput<typeof streamRecord>;

/** What has changed: lives of channels, by their ids, or of these the stays alone; and names with pushes. */
interface Changes {
  readonly channels: Map<string, Changed>;
  readonly pushedChannels: Set<string>;
}

const changesOf = (records: readonly StreamRecord[]): Changes => {
  const changes: Changes = { channels: new Map(), pushedChannels: new Set() };
  for (const { eventName, userIdentity, dynamodb } of records) {
    // What has expired is over and has been counted.
    if (eventName === 'REMOVE' && userIdentity?.principalId === 'dynamodb.amazonaws.com') continue;
    if ('channel' in dynamodb.Keys) {
      changes.pushedChannels.add(dynamodb.Keys.channel.S);
      continue;
    }
    const { channelSId, uSId } = dynamodb.Keys;
    const known = changes.channels.get(channelSId.S);
    changes.channels.set(channelSId.S, uSId === undefined ? 'anything' : (known ?? 'stays'));
  }
  return changes;
};

/** The work that one event asks for. */
class Round {
  readonly figures = new RecountFigures();
  readonly #recount: Recount;

  constructor(private readonly deps: RecountDependencies) {
    this.#recount = new Recount(deps, this.figures);
  }

  /** @throws the first error, after all that was begun has ended */
  async channels(channelSIds: Iterable<string>): Promise<void> {
    await this.#each(channelSIds, (channelSId) => this.#recount.channel(channelSId));
  }

  /**
   * Counts what a stream says has changed. A channel whose stays cannot be read in the time is left to the schedule,
   * which has more of it: the same batch once more would find the same.
   */
  async changed(channels: Iterable<readonly [channelSId: string, Changed]>): Promise<void> {
    await this.#each(channels, async ([channelSId, changed]) => {
      try {
        await this.#recount.channel(channelSId, changed);
      } catch (error) {
        if (!(error instanceof OutOfTime && (await this.#recount.postpone(channelSId)))) throw error;
      }
    });
  }

  async pushes(channelNames: Iterable<string>): Promise<void> {
    await this.#each(channelNames, (channelName) => this.#recount.pushes(channelName));
  }

  /** Counts what is due. One life that cannot be counted holds no other up. */
  async due(): Promise<void> {
    const errors: unknown[] = [];
    for await (const page of this.deps.index.dueChecks(Math.floor(this.deps.now() / 1000))) {
      await forEachConcurrently(page, COUNTED_AT_ONCE, async (channelSId) => {
        if (this.deps.remainingMs() < RESERVE_MS) return;
        await this.#recount.channel(channelSId).catch((error: unknown) => errors.push(error));
      });
    }
    if (errors.length > 0) throw errors[0];
  }

  /** Counts each live channel whose name has a later life: an index may have lagged behind when it mattered. */
  async followed(): Promise<void> {
    for await (const page of this.deps.index.allLive()) {
      await this.#each(page, async ({ channelSId, channelName, firstEventAt }) => {
        for await (const [latest] of this.deps.index.livesOf(channelName)) {
          if (latest !== undefined && latest.firstEventAt > firstEventAt)
            await this.#recount.channel(channelSId);
          break;
        }
      });
    }
  }

  #each<T>(items: Iterable<T>, action: (item: T) => Promise<void>): Promise<void> {
    return forEachConcurrently(items, COUNTED_AT_ONCE, async (item) => {
      if (this.deps.remainingMs() < RESERVE_MS) throw new OutOfTime('The time is up before all was counted');
      await action(item);
    });
  }
}

/**
 * Makes the handler of the channel reports. It takes batches of stream records, the schedule's event, and
 * `{channelSIds}`; where it fails, the whole batch is to come again.
 */
export const createHandler =
  ({ observability, ...deps }: ChannelReportsDependencies) =>
  async (event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> => {
    const read = v.safeParse(anyEvent, event);
    if (!read.success) throw new UnreadableMessage('Neither stream records, nor a schedule, nor a request');
    const round = new Round({ ...deps, remainingMs: () => context.getRemainingTimeInMillis() });
    try {
      await run(round, read.output);
    } finally {
      emitFigures(round.figures, observability);
    }
  };

const run = async (round: Round, event: v.InferOutput<typeof anyEvent>): Promise<void> => {
  if ('Records' in event) {
    const { channels, pushedChannels } = changesOf(event.Records);
    await round.changed(channels);
    await round.pushes(pushedChannels);
  } else if ('channelSIds' in event) {
    await round.channels(event.channelSIds);
  } else {
    await round.due();
    if (new Date(event.time).getUTCMinutes() === 0) await round.followed();
  }
};

const emitFigures = (
  { recounted, endsInferred, overlappingLives }: RecountFigures,
  observability: Observability,
): void => {
  if (recounted === 0 && endsInferred === 0) return;
  observability.emit({
    values: { Recounted: recounted, EndsInferred: endsInferred, OverlappingLives: overlappingLives },
    dimensions: { source: REPORT_SOURCE },
  });
};
