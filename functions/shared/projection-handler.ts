// The handler of a projection: read a batch of events from the queue, project them, hand back what failed.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { toDocumentedForm } from '../contract/documented-form';
import { occurredAtMs, type Source, sources } from '../contract/events';
import { isJsonObject, type JsonObject, parseJson } from '../contract/json';
import { type Notification, readNotification } from '../contract/notification';
import { TooManyConflicts, UnreadableMessage } from './errors';
import type { ProjectionSettings } from './item';
import { errorDetails, type Observability } from './observability';
import { MAX_TRIES } from './projection-store';

/** A notification with the message that brought it. */
export interface Delivery<N extends Notification = Notification> {
  readonly messageId: string;
  readonly notification: N;
}

/** The work on one batch: what has failed, and what the writes did. */
export class Batch {
  /** The error of each message that has failed, by message id. */
  readonly failures = new Map<string, unknown>();
  /** Messages whose item a write has changed. */
  readonly changed = new Set<string>();
  conflicts = 0;

  /** @param remainingMs - tells how much of the function's time is left, in milliseconds */
  constructor(readonly remainingMs: () => number) {}

  /**
   * Runs one step for a group of deliveries that concern one item. Where it fails, every message of the group
   * has failed: a message has succeeded only if all steps of its item did.
   */
  async step(group: readonly Delivery[], run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (error instanceof TooManyConflicts) this.conflicts += MAX_TRIES;
      for (const { messageId } of group) this.failures.set(messageId, error);
    }
  }

  /** Counts what an update of the group's item did. */
  count(group: readonly Delivery[], update: { readonly written: boolean; readonly conflicts: number }): void {
    this.conflicts += update.conflicts;
    if (update.written) for (const { messageId } of group) this.changed.add(messageId);
  }
}

/** What makes a projection. */
export interface Projection<N extends Notification> {
  /** The source of its events, as metrics name it. */
  readonly source: Source;
  /** True for the notifications that it takes. */
  readonly accepts: (notification: Notification) => notification is N;
  /** The channel that a notification is about. */
  readonly channelOf: (notification: N) => string;
  readonly settings: Pick<ProjectionSettings, 'ignoredChannels' | 'openRetentionDays'>;
  /**
   * The clock, in Unix milliseconds.
   *
   * @default Date.now
   */
  readonly now?: () => number;
  /** Folds the deliveries into the tables and tells the batch what failed. */
  readonly project: (deliveries: readonly Delivery<N>[], batch: Batch) => Promise<void>;
  readonly observability: Observability;
}

const DAY_MS = 86_400_000;

/** Makes the handler of a projection, with partial batch responses. */
export const createProjectionHandler =
  <N extends Notification>(projection: Projection<N>) =>
  async (event: SQSEvent, context: { getRemainingTimeInMillis(): number }): Promise<SQSBatchResponse> => {
    const { project, settings, now = Date.now } = projection;
    const batch = new Batch(() => context.getRemainingTimeInMillis());
    const read = readDeliveries(event.Records, projection, batch);
    const oldest = now() - settings.openRetentionDays * DAY_MS;
    const deliveries = read.filter(({ notification }) => occurredAtMs(notification) >= oldest);
    if (deliveries.length > 0) await project(deliveries, batch);
    report(deliveries, read.length - deliveries.length, projection, batch);
    return { batchItemFailures: [...batch.failures.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
  };

const readDeliveries = <N extends Notification>(
  records: readonly SQSRecord[],
  { accepts, channelOf, settings }: Projection<N>,
  batch: Batch,
): Delivery<N>[] =>
  records.flatMap(({ messageId, body }) => {
    try {
      const notification = readEvent(body, accepts);
      return notification === undefined || settings.ignoredChannels.includes(channelOf(notification))
        ? []
        : [{ messageId, notification }];
    } catch (error) {
      batch.failures.set(messageId, error);
      return [];
    }
  });

/**
 * Reads an event by the contract that is deployed now, which may know more than the one that put it on the bus.
 *
 * @returns `undefined` for an unrecognized event that it still does not accept
 * @throws UnreadableMessage where the body is no other event whose detail it accepts, for this projection
 */
const readEvent = <N extends Notification>(
  body: string,
  accepts: Projection<N>['accepts'],
): N | undefined => {
  const event = jsonOf(body);
  if (!isJsonObject(event) || !isJsonObject(event.detail)) {
    throw new UnreadableMessage('The message is no EventBridge event with a detail');
  }
  const reading = readNotification(toDocumentedForm(event.detail), receivedMsOf(event));
  if (reading.recognized && accepts(reading.notification)) return reading.notification;
  if (event.source === sources.unrecognized) return undefined;
  if (reading.recognized) {
    const { productId } = reading.notification;
    throw new UnreadableMessage(`The notification of product ${productId} is not for this projection`);
  }
  // Paths only: a message may quote a stream's address, which carries its key.
  const paths = reading.issues.map(({ path }) => path).join(', ');
  throw new UnreadableMessage(`The contract does not accept the event's detail: see ${paths}`);
};

/**
 * When the notification came: an event's time, where the notification told none of its own; and where it did,
 * nothing that happened then is in its future. So whenever it is read, also from the archive, it is read the same.
 */
const receivedMsOf = ({ time }: JsonObject): number | undefined => {
  const receivedMs = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(receivedMs) ? undefined : receivedMs;
};

const jsonOf = (body: string): unknown => {
  try {
    return parseJson(body);
  } catch (cause) {
    throw new UnreadableMessage('The message is not JSON', { cause });
  }
};

const report = <N extends Notification>(
  deliveries: readonly Delivery<N>[],
  expired: number,
  { source, observability, now = Date.now }: Projection<N>,
  batch: Batch,
): void => {
  const noticeIds = new Map(
    deliveries.map(({ messageId, notification }) => [messageId, notification.noticeId]),
  );
  for (const [messageId, error] of batch.failures) {
    observability.error('A message was handed back to the queue', {
      messageId,
      noticeId: noticeIds.get(messageId),
      ...errorDetails(error),
    });
  }
  const done = deliveries.filter(({ messageId }) => !batch.failures.has(messageId));
  if (done.length === 0 && batch.conflicts === 0 && expired === 0) return;
  const projected = done.filter(({ messageId }) => batch.changed.has(messageId)).length;
  const nowMs = now();
  observability.emit({
    values: {
      Projected: projected,
      Unchanged: done.length - projected,
      Conflicts: batch.conflicts,
      Lag: done.map(({ notification }) => Math.max(0, nowMs - occurredAtMs(notification))),
      ...(expired > 0 && { Expired: expired }),
    },
    dimensions: { source },
    metadata: { noticeIds: done.map(({ notification }) => notification.noticeId).join(' ') },
  });
};

/** Groups deliveries by a key of their notifications; the order within a group is theirs. */
export const groupDeliveries = <N extends Notification>(
  deliveries: readonly Delivery<N>[],
  keyOf: (notification: N) => string,
): Map<string, [Delivery<N>, ...Delivery<N>[]]> => {
  const groups = new Map<string, [Delivery<N>, ...Delivery<N>[]]>();
  for (const delivery of deliveries) {
    const key = keyOf(delivery.notification);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [delivery]);
    else group.push(delivery);
  }
  return groups;
};

/** The notifications of a group of deliveries. */
export const notificationsOf = <N extends Notification>([first, ...rest]: readonly [
  Delivery<N>,
  ...Delivery<N>[],
]): [N, ...N[]] => [first.notification, ...rest.map(({ notification }) => notification)];
