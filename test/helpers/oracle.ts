// What the tables must hold, computed from a whole set of notifications at once. Written from the state model
// alone, over plain objects: it shares no code with the product; keep it so.
import { groupBy, type PushEvent, pushEvents, sessionEvents, type Told } from './oracle/events';
import type { Item, Retention } from './oracle/item';
import { cdnStream } from './oracle/pushes';
import { channelSession, endByDestroy, type Life, lifeOf, userSession } from './oracle/sessions';

export type { Item } from './oracle/item';

const DAY_MS = 86_400_000;

/** What the tables depend on besides the notifications. */
export interface OracleSettings extends Retention {
  /** Names of channels that are kept out of the tables. */
  readonly ignoredChannels: readonly string[];
}

/** The three tables' items, each table in the order of its keys. */
export interface ExpectedTables {
  readonly channelSessions: Item[];
  readonly userSessions: Item[];
  readonly cdnStreams: Item[];
}

/** What is projected of the notifications: lives of channels, and the events of each push. */
export const projected = (
  notifications: readonly Told[],
  { ignoredChannels, openRetentionDays }: OracleSettings,
  now = Number.NEGATIVE_INFINITY,
): { readonly lives: readonly Life[]; readonly pushes: readonly (readonly PushEvent[])[] } => {
  const inTime = ({ at }: { readonly at: string }) => Date.parse(at) >= now - openRetentionDays * DAY_MS;
  const sessions = sessionEvents(notifications).filter(
    (event) => !ignoredChannels.includes(event.channelName) && inTime(event),
  );
  const pushes = pushEvents(notifications).filter(
    (event) => !ignoredChannels.includes(event.channel) && inTime(event),
  );
  return {
    lives: groupBy(sessions, ({ channelSId }) => channelSId).map(lifeOf),
    pushes: groupBy(pushes, ({ channel, stream }) => JSON.stringify([channel, stream])),
  };
};

/**
 * The items that the three tables hold after these notifications, in whatever order and however often they
 * came: every attribute of the state model but `asOf` (its entries are the product's own) and the counters.
 *
 * @param notifications - in the documented form; several with one notice id count as one
 * @param now - when they came, in Unix milliseconds: what is older than `openRetentionDays` is not projected.
 *   Without it all are taken to have come in time
 */
export const expectedTables = (
  notifications: readonly Told[],
  settings: OracleSettings,
  now?: number,
): ExpectedTables => {
  const { lives, pushes } = projected(notifications, settings, now);
  return {
    channelSessions: lives.map((life) => channelSession(life, settings)),
    userSessions: lives.flatMap((life) =>
      life.stays.map((stay) => userSession(stay, settings, [endByDestroy(life)])),
    ),
    cdnStreams: pushes.map((events) => cdnStream(events, settings)),
  };
};

/** Attributes that count or order writes, or whose value shows in others: the oracle does not know them. */
const bookkeeping = new Set([
  ...['revision', 'facts', 'asOf', 'inferredEnd'],
  ...['basis', 'basisAt', 'told', 'checkAt', 'checkChannelSId'],
]);

/** The item as the oracle states it. */
export const comparable = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !bookkeeping.has(name)));
