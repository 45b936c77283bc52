// What a push is doing: the status that follows from its latest outcome, its latest request and its latest refusal.
import { type CdnNotification, SUCCESS_CODE } from '../contract/cdn';
import { isLater } from '../shared/item';

/** What may become of a push. */
const outcomes = ['publishing', 'interrupted', 'failed', 'stopped'] as const;
type Outcome = (typeof outcomes)[number];

/** What a push may be doing. */
export const pushStatuses = ['requested', ...outcomes] as const;
type PushStatus = (typeof pushStatuses)[number];

/** `eventType` of each notification type, by its `payload.event`. */
export const cdnEventTypes = {
  PublishStream: 1,
  UnpublishStream: 2,
  PublishStatus: 3,
  UpdateTranscoding: 4,
  PublishRequest: 5,
  PublishFirstFrame: 6,
} as const;

/** The events of one time in the order in which a push lives through them: an event's place is its rank. */
const eventsByRank = [
  'PublishRequest',
  'PublishStream',
  'PublishFirstFrame',
  'PublishStatus',
  'UpdateTranscoding',
  'UnpublishStream',
] as const;

/** Rank of a notification among events of one time. */
export const pushRank = ({ eventType }: CdnNotification): number =>
  eventsByRank.findIndex((event) => cdnEventTypes[event] === eventType);

const NOT_ACCEPTED = [450, 451, 455, 456];
const CONNECTION = [30, 31, 32, 33];

/** Which codes of a notification type tell which outcome. */
const outcomeCodes: Readonly<Record<number, Partial<Record<Outcome, readonly number[]>>>> = {
  [cdnEventTypes.PublishStream]: { publishing: [SUCCESS_CODE], failed: [...NOT_ACCEPTED, ...CONNECTION] },
  [cdnEventTypes.PublishStatus]: {
    publishing: [SUCCESS_CODE],
    interrupted: CONNECTION,
    failed: NOT_ACCEPTED,
  },
  [cdnEventTypes.UnpublishStream]: { stopped: [SUCCESS_CODE, 452, ...CONNECTION] },
};

/** What became of the push, where the notification tells that. */
export const outcomeOf = (notification: CdnNotification): Outcome | undefined => {
  switch (notification.eventType) {
    case cdnEventTypes.PublishRequest:
      return undefined;
    case cdnEventTypes.PublishFirstFrame:
      return 'publishing';
    default: {
      const { code } = notification.payload;
      const codes = outcomeCodes[notification.eventType] ?? {};
      return outcomes.find((outcome) => codes[outcome]?.includes(code));
    }
  }
};

type OrderKeys = Readonly<Record<string, string>>;

/** The outcome that an item holds: the entry's name says what became of the push, its order key since when. */
const heldOutcome = (asOf: OrderKeys) => {
  for (const outcome of outcomes) {
    const key = asOf[outcome];
    if (key !== undefined) return { status: outcome, key };
  }
  return undefined;
};

/** The order keys with those of the status brought up to date by one notification (requests have an entry already). */
export const foldStatus = (asOf: OrderKeys, notification: CdnNotification, key: string): OrderKeys => {
  const outcome = outcomeOf(notification);
  if (outcome !== undefined) {
    const held = heldOutcome(asOf);
    if (!isLater(key, held?.key)) return asOf;
    const { [held?.status ?? '']: _, ...others } = asOf;
    return { ...others, [outcome]: key };
  }
  const refused = notification.eventType === cdnEventTypes.PublishStream && isLater(key, asOf.refused);
  return refused ? { ...asOf, refused: key } : asOf;
};

/**
 * The status: the latest of three counts. The latest outcome; the latest request; and the latest refusal, a
 * `PublishStream` whose code is no outcome: the answer to a request that changed nothing, so it does not harm a push
 * that is running.
 */
const currentStatus = (
  asOf: OrderKeys,
): { readonly status: PushStatus; readonly key: string } | undefined => {
  const { requestedAt: request = '', refused = '' } = asOf;
  const outcome = heldOutcome(asOf);
  const outcomeKey = outcome?.key ?? '';
  if (request > refused && request > outcomeKey) return { status: 'requested', key: request };
  const isRunning = outcome?.status === 'publishing' || outcome?.status === 'interrupted';
  return refused > outcomeKey && !isRunning ? { status: 'failed', key: refused } : outcome;
};

/** How long after a channel's end an event of its pushes is still taken to belong to the life that ended. */
export const AFTERMATH_MS = 60_000;

/** Whether a push with this status may still be running. */
export const isActive = (status: PushStatus | undefined): boolean =>
  status === 'requested' || status === 'publishing' || status === 'interrupted';

interface StatusAttributes {
  readonly status?: PushStatus;
  readonly statusAt?: string;
  readonly statusEvent?: string;
  readonly stopInferred?: boolean;
}

/** The attributes about the status that events told, by an item's order keys; none where nothing told one. */
export const toldStatus = (asOf: OrderKeys): StatusAttributes => {
  const current = currentStatus(asOf);
  if (current === undefined) return {};
  const [statusAt = '', rank] = current.key.split('#');
  return { status: current.status, statusAt, statusEvent: eventsByRank[Number(rank)] ?? '' };
};

/**
 * The attributes about the status: what events told, unless the push was running when its channel ended.
 *
 * @param stopInferredAt - when the last life of the channel's name ended, while none is live
 */
export const statusAttributes = (asOf: OrderKeys, stopInferredAt: string | undefined): StatusAttributes => {
  const told = toldStatus(asOf);
  const endedWithChannel =
    stopInferredAt !== undefined &&
    isActive(told.status) &&
    Date.parse(told.statusAt ?? '') <= Date.parse(stopInferredAt) + AFTERMATH_MS;
  return endedWithChannel
    ? {
        status: 'stopped',
        statusAt: stopInferredAt,
        statusEvent: 'channel ended',
        stopInferred: true,
      }
    : told;
};
