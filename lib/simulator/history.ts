// A made-up history of channels, users and pushes, as the vendor would notify it: the same for the same seed.
import { occurredAtMs } from '../../functions/contract/events';
import type { Notification } from '../../functions/contract/notification';
import { type ChannelLife, playChannelLife } from './channel-life';
import { NoticeWriter } from './notice-writer';
import { COURSE_WEIGHTS, type PushCourse, playPush } from './push';
import { Random } from './random';

/** What a history is to hold. */
export interface HistoryOptions {
  /** A whole number, 0 or more: the same seed gives the same course of events. */
  readonly seed: number;
  /** When the history ends, in Unix milliseconds. Another end gives other times and ids, in the same course. */
  readonly now: number;
  /** Lives of channels. A name may have several, one after the other. */
  readonly channels: number;
  /** Users of each life of a channel. Some come back, so there are more stays. */
  readonly users: number;
  /** Pushes to the CDN, over all channels; each to an address of its own. */
  readonly streams: number;
  /**
   * How long the history is, in milliseconds; at least a minute.
   * @default 3 hours
   */
  readonly spanMs?: number;
  /**
   * Chance from 0 to 1 of contradictions that no well-behaved sender makes: a second create, destroy or leave
   * of the same session at another time.
   * @default 0
   */
  readonly contradictions?: number;
}

const DEFAULT_SPAN_MS = 3 * 3_600_000;
const LEAST_SPAN_MS = 60_000;

/** Notifications are sent up to this many seconds after the event: events stay clear of `now` by as much. */
const SENDING_SECONDS = 5;

/** Most pushes of one channel at a time, after the vendor. */
const STREAMS_PER_CHANNEL = 10;

const FIRST_UID = 100_001;
const NAME_REUSED = 0.25;
const STILL_LIVE = 0.3;

/**
 * Generates whole sessions in the documented form of the protocol, ordered by the time of the event.
 * Two lives or more hold every RTC event type where each has two users or more; one push holds every CDN type.
 *
 * @throws RangeError for a span below a minute
 */
export const generateHistory = (options: HistoryOptions): Notification[] => {
  const { seed, now, channels, users, streams, spanMs = DEFAULT_SPAN_MS, contradictions = 0 } = options;
  if (spanMs < LEAST_SPAN_MS)
    throw new RangeError(`spanMs: expected ${LEAST_SPAN_MS} or more, got ${spanMs}`);
  const random = new Random(seed);
  const writer = new NoticeWriter(seed, now);
  const notifications: Notification[] = [];

  const lives = planLives(channels, Math.floor(now / 1_000) - SENDING_SECONDS, spanMs, random, writer);
  const usersByLife = lives.map(() => pickUids(channels, users, random));
  lives.forEach((life, index) => {
    const uids = usersByLife[index] ?? [];
    for (const notification of playChannelLife(life, { uids, contradictions }, random, writer)) {
      notifications.push(notification);
    }
  });

  const order = random.shuffled(lives.map((life, index) => ({ life, uids: usersByLife[index] ?? [] })));
  for (let stream = 0; stream < streams && order.length > 0; stream++) {
    const number = Math.floor(stream / order.length) + 1;
    for (const { life, uids } of order.slice(stream % order.length, (stream % order.length) + 1)) {
      const uid = String(uids[0] ?? FIRST_UID);
      const course = courseOf(stream, number, random);
      notifications.push(...playPush(life, { course, uid, number }, random, writer));
    }
  }
  return notifications.sort((left, right) => occurredAtMs(left) - occurredAtMs(right));
};

/** The first push shows every type of notification; those past the vendor's limit are refused. */
const courseOf = (stream: number, number: number, random: Random): PushCourse => {
  if (stream === 0) return 'full';
  return number > STREAMS_PER_CHANNEL ? 'overLimit' : random.pickWeighted(COURSE_WEIGHTS);
};

/** Spreads the lives over the span. The first two have ended, in one mode each; the third and some others live on. */
const planLives = (
  channels: number,
  endOfHistory: number,
  spanMs: number,
  random: Random,
  writer: NoticeWriter,
): ChannelLife[] => {
  const span = Math.floor(spanMs / 1_000);
  const begin = endOfHistory - span;
  const latestStart = endOfHistory - Math.floor(span / 8);
  const lives: ChannelLife[] = [];
  /** Names whose last life ended early enough for another one, with that end. */
  const free: { channelName: string; since: number }[] = [];
  let names = 0;

  for (let index = 0; index < channels; index++) {
    const ended = index < 2 || (index > 2 && !random.chance(STILL_LIVE));
    const reused =
      free.length > 0 && random.chance(NAME_REUSED)
        ? free.splice(random.integer(0, free.length - 1), 1)[0]
        : undefined;
    const start = random.integer(reused?.since ?? begin, latestStart);
    const end = ended
      ? Math.min(start + random.integer(Math.floor(span / 24), Math.floor(span / 2)), endOfHistory)
      : endOfHistory;
    const channelName = reused?.channelName ?? `room-${String(++names).padStart(4, '0')}`;
    const mode = index % 3 === 1 ? 'communication' : 'live';
    lives.push({ channelName, channelSId: writer.sessionId(), mode, start, end, ended });
    if (ended && end <= latestStart) free.push({ channelName, since: end });
  }
  return lives;
};

/** Users of one life, each once. The same people turn up in several channels. */
const pickUids = (channels: number, users: number, random: Random): number[] => {
  const people = Math.max(users * 2, Math.ceil((users * channels) / 3));
  const uids = new Set<number>();
  while (uids.size < users) uids.add(FIRST_UID + random.integer(0, people - 1));
  return [...uids];
};
