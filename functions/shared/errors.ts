// Every error that the functions throw on purpose. Messages never hold a secret, a stream address or a body.

/** Base of the functions' own errors. Logs and tests tell them apart by `name`. */
export abstract class NotificationsError extends Error {
  /** Spelled out in each class: what the classes are called is lost where the bundle is minified. */
  abstract override readonly name: string;
}

/** Thrown when a function starts without a variable that it needs, or with one that it cannot read. */
export class EnvironmentError extends NotificationsError {
  override readonly name = 'EnvironmentError';
}

/** Why a request was refused, as the `reason` dimension of the metric says it. */
export const refusalReasons = [
  'too large',
  'signature',
  'not JSON',
  'envelope',
  'unavailable',
  'fault',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** Thrown where a request gets another answer than 200. Its message is for the sender to read. */
export class Refusal extends NotificationsError {
  override readonly name = 'Refusal';

  constructor(
    /** HTTP status of the answer. */
    readonly statusCode: 400 | 401 | 413 | 503,
    readonly reason: RefusalReason,
    message: string,
    /** Where in the notification the fault lies, if it lies in one place: `noticeId`. */
    readonly path?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Thrown when the event bus answered, but did not take the event. */
export class EventNotTaken extends NotificationsError {
  override readonly name = 'EventNotTaken';
}

/** Thrown when a call to AWS was given up because its time was up. It may have had its effect all the same. */
export class CallTimeout extends NotificationsError {
  override readonly name = 'CallTimeout';
}

/** Thrown when a message on a projection's queue is no event that the projection can read. */
export class UnreadableMessage extends NotificationsError {
  override readonly name = 'UnreadableMessage';
}

/** Thrown when an item was changed by others at every try. The message goes back to the queue. */
export class TooManyConflicts extends NotificationsError {
  override readonly name = 'TooManyConflicts';
}

/** Thrown when DynamoDB left keys of a batch unread at every try. The messages go back to the queue. */
export class UnprocessedKeys extends NotificationsError {
  override readonly name = 'UnprocessedKeys';
}

/** Thrown when the function's time is nearly up. The message goes back to the queue and the work goes on there. */
export class OutOfTime extends NotificationsError {
  override readonly name = 'OutOfTime';
}

/**
 * Thrown when an item that had just been read was gone (its time to live was up) when it was to be changed. The
 * message goes back to the queue; the next try does not find the item any more.
 */
export class ItemGone extends NotificationsError {
  override readonly name = 'ItemGone';
}
