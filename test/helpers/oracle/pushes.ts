// What the oracle says of one push: its status from three questions, and the latest of each kind of event.
import { daysAfter, greatest, known, least, type PushEvent, type PushEventName } from './events';
import type { Item, Retention } from './item';

/** The vendor's words for a code, without their examples in brackets. */
const meanings: Readonly<Record<number, string>> = {
  200: 'success',
  450: 'invalid parameter',
  451: 'invalid stream address',
  452: 'no push in progress',
  453: 'unsupported operation',
  454: 'already publishing to this address',
  455: 'over the limit of 10 streams',
  456: 'no permission',
  30: 'RTMP handshake failed',
  31: 'RTMP connect failed',
  32: 'RTMP publish failed',
  33: 'TCP connection lost',
};

type Status = 'requested' | 'publishing' | 'interrupted' | 'failed' | 'stopped';

const active: readonly Status[] = ['requested', 'publishing', 'interrupted'];

/** The table of outcomes, row by row. */
const outcomes: readonly { event: PushEventName; codes: readonly (number | undefined)[]; status: Status }[] =
  [
    { event: 'PublishStream', codes: [200], status: 'publishing' },
    { event: 'PublishStream', codes: [450, 451, 455, 456, 30, 31, 32, 33], status: 'failed' },
    { event: 'PublishFirstFrame', codes: [undefined], status: 'publishing' },
    { event: 'PublishStatus', codes: [200], status: 'publishing' },
    { event: 'PublishStatus', codes: [30, 31, 32, 33], status: 'interrupted' },
    { event: 'PublishStatus', codes: [450, 451, 455, 456], status: 'failed' },
    { event: 'UnpublishStream', codes: [200, 452, 30, 31, 32, 33], status: 'stopped' },
  ];

const outcomeOf = ({ what, code }: PushEvent): Status | undefined =>
  outcomes.find(({ event, codes }) => event === what && codes.includes(code))?.status;

interface Shown {
  readonly status: Status;
  readonly statusAt: string;
  readonly statusEvent: string;
}

/**
 * Where the push stands by its events: what is asked last counts, unless it was refused; a refusal harms
 * nothing that runs, and where nothing runs, the push has failed.
 */
const standing = (events: readonly PushEvent[]): Shown | undefined => {
  const decisive = events.filter(
    (event) =>
      event.what === 'PublishRequest' || event.what === 'PublishStream' || outcomeOf(event) !== undefined,
  );
  const last = decisive.at(-1);
  if (last === undefined) return undefined;
  if (last.what === 'PublishRequest') return shown('requested', last);
  const lastOutcome = events.findLast((event) => outcomeOf(event) !== undefined);
  const outcome = lastOutcome && outcomeOf(lastOutcome);
  if (last === lastOutcome && outcome !== undefined) return shown(outcome, last);
  // The last one is a refusal.
  const runs = outcome === 'publishing' || outcome === 'interrupted';
  return lastOutcome !== undefined && runs ? shown(outcome, lastOutcome) : shown('failed', last);
};

const shown = (status: Status, { at, what }: PushEvent): Shown => ({
  status,
  statusAt: at,
  statusEvent: what,
});

/** True while the push is going on, by its events alone. */
export const isActive = (events: readonly PushEvent[]): boolean => {
  const stands = standing(events);
  return stands !== undefined && active.includes(stands.status);
};

const fieldsOf = (
  event: PushEvent | undefined,
  fields: Readonly<Record<string, string>>,
): Item | undefined => {
  if (event === undefined) return undefined;
  const map = known(
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, event.payload[field] ?? undefined]),
    ),
  );
  return Object.keys(map).length === 0 ? undefined : map;
};

/**
 * The item of a push.
 *
 * @param events - all of the push, in their order
 * @param stopInferredAt - when its channel ended, where that stopped it
 */
export const cdnStream = (
  events: readonly PushEvent[],
  { retentionDays, openRetentionDays }: Retention,
  stopInferredAt?: string,
): Item => {
  const latest = (what: PushEventName, ...codes: readonly number[]): PushEvent | undefined =>
    events.findLast(
      (event) =>
        event.what === what &&
        (codes.length === 0 || (event.code !== undefined && codes.includes(event.code))),
    );
  const request = latest('PublishRequest');
  const firstFrame = latest('PublishFirstFrame');
  const withMedia = events.findLast(
    ({ what, code }) => (what === 'PublishStream' || what === 'UpdateTranscoding') && code === 200,
  );
  const failure = events.findLast(({ code }) => code !== undefined && code !== 200);
  const { status, statusAt, statusEvent }: Partial<Shown> =
    stopInferredAt === undefined
      ? (standing(events) ?? {})
      : { status: 'stopped', statusAt: stopInferredAt, statusEvent: 'channel ended' };
  const over = status === 'stopped' || status === 'failed';
  const times = events.map(({ at }) => at);
  const lastEventAt = greatest(times);
  const channel = events[0]?.channel;
  return known({
    channel,
    stream: events[0]?.stream,
    status,
    statusAt,
    statusEvent,
    stopInferredAt,
    stopInferred: stopInferredAt === undefined ? undefined : true,
    requestedAt: request?.at,
    uid: request?.payload.uid ?? undefined,
    publishedAt: latest('PublishStream', 200)?.at,
    firstFrameAt: firstFrame?.at,
    firstFrameElapsedMs: firstFrame?.payload.elapse ?? undefined,
    firstFrameRetry: firstFrame?.payload.retry ?? undefined,
    stoppedAt: latest('UnpublishStream', 200, 452, 30, 31, 32, 33)?.at,
    video: fieldsOf(withMedia, {
      codec: 'videoCodec',
      profile: 'videoProfile',
      width: 'width',
      height: 'height',
    }),
    audio: fieldsOf(withMedia, {
      codec: 'audioCodec',
      profile: 'audioProfile',
      channels: 'audioChannels',
      sampleRate: 'audioSampleRate',
    }),
    lastError:
      failure?.code === undefined
        ? undefined
        : known({
            code: failure.code,
            meaning: meanings[failure.code] ?? `unknown (${failure.code})`,
            reason: failure.payload.reason ?? undefined,
            event: failure.what,
            at: failure.at,
          }),
    activeChannel: status !== undefined && active.includes(status) ? channel : undefined,
    firstEventAt: least(times),
    lastEventAt,
    expiresAt: over
      ? daysAfter(greatest([lastEventAt, stopInferredAt ?? lastEventAt]), retentionDays)
      : daysAfter(lastEventAt, openRetentionDays),
  });
};
