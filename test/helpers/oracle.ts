// What the tables must hold, computed from a whole set of notifications at once: filter, sort, take.
// Written from the state model alone. It shares no code with the product; keep it so.
import type { CdnNotification } from '../../functions/contract/cdn';
import type { Notification } from '../../functions/contract/notification';
import type { RtcNotification } from '../../functions/contract/rtc';

/** An item as it lies in a table. */
export type Item = Readonly<Record<string, unknown>>;

/** What the tables depend on besides the notifications. */
export interface OracleSettings {
  /** Days that an ended item is kept. */
  readonly retentionDays: number;
  /** Days that an item is kept that has not ended. */
  readonly openRetentionDays: number;
  /** Names of channels that are kept out of the tables. */
  readonly ignoredChannels: readonly string[];
}

/** The three tables' items, each table in the order of its keys. */
export interface ExpectedTables {
  readonly channelSessions: Item[];
  readonly userSessions: Item[];
  readonly cdnStreams: Item[];
}

type ChannelEvent = Extract<RtcNotification, { eventType: 101 | 102 }>;
type UserEvent = Exclude<RtcNotification, { eventType: 101 | 102 }>;
type Join = Extract<RtcNotification, { eventType: 103 | 105 | 107 }>;
type Leave = Extract<RtcNotification, { eventType: 104 | 106 | 108 }>;
type EventWithCode = Extract<CdnNotification, { eventType: 1 | 2 | 3 | 4 }>;
type EventWithMedia = Extract<CdnNotification, { eventType: 1 | 4 }>;

const isRtc = (n: Notification): n is RtcNotification => n.productId === 1;
const isCdn = (n: Notification): n is CdnNotification => n.productId === 2;
const isChannelEvent = (n: RtcNotification): n is ChannelEvent => n.eventType === 101 || n.eventType === 102;
const isUserEvent = (n: RtcNotification): n is UserEvent => n.eventType > 102;
const isJoin = (n: RtcNotification): n is Join => [103, 105, 107].includes(n.eventType);
const isLeave = (n: RtcNotification): n is Leave => [104, 106, 108].includes(n.eventType);
const hasCode = (n: CdnNotification): n is EventWithCode => n.eventType <= 4;
const hasMedia = (n: CdnNotification): n is EventWithMedia => n.eventType === 1 || n.eventType === 4;

const DAY_SECONDS = 24 * 60 * 60;

const millisecondsOf = (n: Notification): number =>
  isCdn(n) ? n.payload.time : Math.round(n.payload.ts * 1000);
const occurredAt = (n: Notification): string => new Date(millisecondsOf(n)).toISOString();

/** Within one timestamp: what comes first, by event type. */
const rtcRanks: Record<RtcNotification['eventType'], number> = {
  101: 0,
  102: 1,
  103: 0,
  105: 0,
  107: 0,
  111: 1,
  112: 1,
  104: 2,
  106: 2,
  108: 2,
};
const cdnRanks: Record<CdnNotification['eventType'], number> = { 5: 0, 1: 1, 6: 2, 3: 3, 4: 4, 2: 5 };
const rankOf = (n: Notification): number => (isCdn(n) ? cdnRanks[n.eventType] : rtcRanks[n.eventType]);
const orderKey = (n: Notification): string => `${occurredAt(n)}#${rankOf(n)}#${n.noticeId}`;

const byString = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
const inOrder = <N extends Notification>(events: readonly N[]): N[] =>
  events.toSorted((left, right) => byString(orderKey(left), orderKey(right)));
const earliest = <N extends Notification>(events: readonly N[]): N | undefined => inOrder(events).at(0);
const latest = <N extends Notification>(events: readonly N[]): N | undefined => inOrder(events).at(-1);
const least = (strings: readonly string[]): string | undefined => strings.toSorted(byString).at(0);
const greatest = (strings: readonly string[]): string | undefined => strings.toSorted(byString).at(-1);

/** The values by key, in the order of the keys. */
const groupBy = <T>(values: readonly T[], keyOf: (value: T) => string): T[][] => {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return [...groups].toSorted(([left], [right]) => byString(left, right)).map(([, group]) => group);
};

/** The object without the entries that are not known. */
const known = (entries: Readonly<Record<string, unknown>>): Item =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));

const secondsBetween = (start: string | undefined, end: string | undefined): number | undefined =>
  start === undefined || end === undefined
    ? undefined
    : Math.max(0, (Date.parse(end) - Date.parse(start)) / 1000);

const expiresAt = (from: string | undefined, days: number): number | undefined =>
  from === undefined ? undefined : Math.floor(Date.parse(from) / 1000 + days * DAY_SECONDS);

const roleOf = (n: UserEvent): string => {
  if ([103, 104, 111].includes(n.eventType)) return 'broadcaster';
  return [105, 106, 112].includes(n.eventType) ? 'audience' : 'participant';
};

const platformNames = new Map([
  [0, 'Other'],
  [1, 'Android'],
  [2, 'iOS'],
  [5, 'Windows'],
  [6, 'Linux'],
  [7, 'Web'],
  [8, 'macOS'],
]);
const platformOf = (n: Join | Leave): string =>
  platformNames.get(n.payload.platform) ?? `Unknown (${n.payload.platform})`;

const reasonNames = new Map([
  [0, 'other'],
  [1, 'normal leave'],
  [2, 'connection timeout'],
  [3, 'permission'],
  [4, 'server side'],
  [5, 'connection switched'],
]);

const codeMeanings = new Map([
  [200, 'success'],
  [450, 'invalid parameter'],
  [451, 'invalid stream address'],
  [452, 'no push in progress'],
  [453, 'unsupported operation'],
  [454, 'already publishing to this address'],
  [455, 'over the limit of 10 streams'],
  [456, 'no permission'],
  [30, 'RTMP handshake failed'],
  [31, 'RTMP connect failed'],
  [32, 'RTMP publish failed'],
  [33, 'TCP connection lost'],
]);

const channelSession = (events: readonly RtcNotification[], settings: OracleSettings): Item => {
  const ofChannel = events.filter(isChannelEvent);
  const create = earliest(ofChannel.filter((n) => n.eventType === 101));
  const destroy = latest(ofChannel.filter((n) => n.eventType === 102));
  const inferredStart = create === undefined ? least(events.filter(isUserEvent).map(occurredAt)) : undefined;
  const createdAt = create === undefined ? inferredStart : occurredAt(create);
  const destroyedAt = destroy && occurredAt(destroy);
  const firstEventAt = createdAt ?? destroyedAt;
  const channelName = least(events.map((n) => n.payload.channelName));
  return known({
    channelSId: events[0]?.payload.channelSId,
    channelName,
    status: destroy === undefined ? 'live' : 'ended',
    createdAt,
    createdInferred: inferredStart === undefined ? undefined : true,
    destroyedAt,
    durationSeconds: inferredStart === undefined ? secondsBetween(createdAt, destroyedAt) : undefined,
    firstEventAt,
    liveChannel: destroy === undefined ? channelName : undefined,
    expiresAt:
      destroyedAt === undefined
        ? expiresAt(firstEventAt, settings.openRetentionDays)
        : expiresAt(destroyedAt, settings.retentionDays),
  });
};

const userSession = (
  events: readonly UserEvent[],
  channelDestroyedAt: string | undefined,
  settings: OracleSettings,
): Item => {
  const join = earliest(events.filter(isJoin));
  const leave = latest(events.filter(isLeave));
  const joinedAt = join && occurredAt(join);
  const leftAt = leave === undefined ? channelDestroyedAt : occurredAt(leave);
  const device = join ?? leave;
  const last = latest(events);
  const times = events.map(occurredAt);
  const lastEventAt = greatest(times);
  const channelName = least(events.map((n) => n.payload.channelName));
  const reasonCode = leave?.payload.reason;
  return known({
    channelSId: events[0]?.payload.channelSId,
    uSId: events[0]?.payload.uSId,
    channelName,
    uid: least(events.map((n) => String(n.payload.uid))),
    status: leftAt === undefined ? 'online' : 'left',
    role: last && roleOf(last),
    platform: device && platformOf(device),
    joinedAt,
    leftAt,
    leaveReason:
      reasonCode === undefined
        ? leftAt && 'channel destroyed'
        : (reasonNames.get(reasonCode) ?? `unknown (${reasonCode})`),
    leaveReasonCode: reasonCode,
    leaveInferred: leave === undefined && leftAt !== undefined ? true : undefined,
    durationSeconds: secondsBetween(joinedAt, leftAt),
    firstEventAt: least(times),
    lastEventAt,
    onlineChannel: leftAt === undefined ? channelName : undefined,
    expiresAt:
      leftAt === undefined
        ? expiresAt(lastEventAt, settings.openRetentionDays)
        : expiresAt(greatest([leftAt, ...times]), settings.retentionDays),
  });
};

/** The outcome that an event tells; undefined where it tells none. */
const statusSetBy = (n: CdnNotification): string | undefined => {
  if (n.eventType === 5) return undefined;
  if (n.eventType === 6) return 'publishing';
  const { code } = n.payload;
  const refused = [450, 451, 455, 456].includes(code);
  const lost = [30, 31, 32, 33].includes(code);
  if (n.eventType === 1) return code === 200 ? 'publishing' : refused || lost ? 'failed' : undefined;
  if (n.eventType === 3)
    return code === 200 ? 'publishing' : lost ? 'interrupted' : refused ? 'failed' : undefined;
  if (n.eventType === 2) return code === 200 || code === 452 || lost ? 'stopped' : undefined;
  return undefined;
};

const mapOrAbsent = (entries: Readonly<Record<string, unknown>>): Item | undefined => {
  const map = known(entries);
  return Object.keys(map).length === 0 ? undefined : map;
};

const cdnStream = (events: readonly CdnNotification[], settings: OracleSettings): Item => {
  const outcome = latest(events.filter((n) => statusSetBy(n) !== undefined));
  const refusal = latest(events.filter((n) => n.eventType === 1 && statusSetBy(n) === undefined));
  const request = latest(events.filter((n) => n.eventType === 5));
  const publish = latest(events.filter((n) => n.eventType === 1 && n.payload.code === 200));
  const firstFrame = latest(events.filter((n) => n.eventType === 6));
  const stop = latest(events.filter((n) => n.eventType === 2 && statusSetBy(n) === 'stopped'));
  const media = latest(events.filter(hasMedia).filter((n) => n.payload.code === 200))?.payload;
  const failure = latest(events.filter(hasCode).filter((n) => n.payload.code !== 200));
  const running = outcome && ['publishing', 'interrupted'].includes(statusSetBy(outcome) ?? '');
  const newest = latest([request, outcome, refusal].filter((n) => n !== undefined));
  const statusEvent = newest === refusal && running ? outcome : newest;
  const status =
    statusEvent &&
    (statusEvent === request ? 'requested' : statusEvent === refusal ? 'failed' : statusSetBy(statusEvent));
  const active = status !== undefined && ['requested', 'publishing', 'interrupted'].includes(status);
  const over = status === 'stopped' || status === 'failed';
  const times = events.map(occurredAt);
  const lastEventAt = greatest(times);
  const channel = events[0]?.payload.channel;
  return known({
    channel,
    stream: events[0]?.payload.stream,
    status,
    statusAt: statusEvent && occurredAt(statusEvent),
    statusEvent: statusEvent?.payload.event,
    requestedAt: request && occurredAt(request),
    uid: request?.payload.uid,
    publishedAt: publish && occurredAt(publish),
    firstFrameAt: firstFrame && occurredAt(firstFrame),
    firstFrameElapsedMs: firstFrame?.payload.elapse,
    firstFrameRetry: firstFrame?.payload.retry,
    stoppedAt: stop && occurredAt(stop),
    video:
      media &&
      mapOrAbsent({
        codec: media.videoCodec,
        profile: media.videoProfile,
        width: media.width,
        height: media.height,
      }),
    audio:
      media &&
      mapOrAbsent({
        codec: media.audioCodec,
        profile: media.audioProfile,
        channels: media.audioChannels,
        sampleRate: media.audioSampleRate,
      }),
    lastError:
      failure &&
      known({
        code: failure.payload.code,
        meaning: codeMeanings.get(failure.payload.code) ?? `unknown (${failure.payload.code})`,
        reason: failure.payload.reason,
        event: failure.payload.event,
        at: occurredAt(failure),
      }),
    activeChannel: active ? channel : undefined,
    firstEventAt: least(times),
    lastEventAt,
    expiresAt: expiresAt(lastEventAt, over ? settings.retentionDays : settings.openRetentionDays),
  });
};

/**
 * The items that the three tables hold after these notifications, in whatever order and however often they
 * came: every attribute of the state model but `asOf` (its entries are the product's own) and `revision`.
 *
 * @param notifications - in the documented form; several with one notice id count as one
 */
export const expectedTables = (
  notifications: readonly Notification[],
  settings: OracleSettings,
): ExpectedTables => {
  const unique = [...new Map(notifications.map((n) => [n.noticeId, n])).values()];
  const rtc = unique.filter(isRtc).filter((n) => !settings.ignoredChannels.includes(n.payload.channelName));
  const cdn = unique.filter(isCdn).filter((n) => !settings.ignoredChannels.includes(n.payload.channel));

  const channelSessions: Item[] = [];
  const userSessions: Item[] = [];
  for (const events of groupBy(rtc, (n) => n.payload.channelSId)) {
    channelSessions.push(channelSession(events, settings));
    const destroy = latest(events.filter((n) => n.eventType === 102));
    const destroyedAt = destroy && occurredAt(destroy);
    for (const ofStay of groupBy(events.filter(isUserEvent), (n) => n.payload.uSId)) {
      userSessions.push(userSession(ofStay, destroyedAt, settings));
    }
  }
  const cdnStreams = groupBy(cdn, (n) => JSON.stringify([n.payload.channel, n.payload.stream])).map(
    (events) => cdnStream(events, settings),
  );
  return { channelSessions, userSessions, cdnStreams };
};

/** The item as the oracle states it: without the write counter, and without the order keys. */
export const comparable = (item: Item): Item => {
  const { revision: _revision, asOf: _asOf, ...rest } = item;
  return rest;
};
