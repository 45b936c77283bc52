// What of a history is delivered, how often, in which order and in which form.
import { type Notification, occurredAtMs } from '../../functions/contract/notification';
import { Random } from './random';
import { wildForm } from './wild-form';

/** One request to be made, as often as it takes. */
export interface Delivery {
  /** The notification in its documented form, with the `notifyMs` of this delivery. */
  readonly notification: Notification;
  /** What is sent: the same, in a form that real senders use where the plan asks for it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** True where `body` is in such a form. */
  readonly wild: boolean;
  /** True for the second delivery of a notification. */
  readonly resend: boolean;
}

/** How a history is delivered. Fractions are from 0 to 1 and are met exactly, rounded to whole notifications. */
export interface DeliveryOptions {
  readonly seed: number;
  /** Fraction of the notifications that is never delivered. */
  readonly loss: number;
  /** Fraction of the notifications delivered that is delivered a second time. */
  readonly duplicates: number;
  /** Deliver in random order; otherwise by the time of sending, a little out of the order of events. */
  readonly shuffle: boolean;
  /**
   * Fraction of the deliveries in a form that real senders use instead of the documented one.
   * @default 0
   */
  readonly wild?: number;
  /** The signing secret, which some of these forms repeat in the body. */
  readonly secret?: string;
}

/** What becomes of a history. */
export interface DeliveryPlan {
  readonly deliveries: readonly Delivery[];
  /** The notifications that are never delivered. */
  readonly lost: readonly Notification[];
}

/** The plan's random numbers are not those of the history with the same seed. */
const PLAN_STREAM = 1;

/** The sender tries again after ten seconds; redundant delivery sends at once. */
const RESEND_WITHIN_MS = 10_500;

/** When a notification was sent, in Unix milliseconds; as it happened, where it does not tell. */
export const sentAtMs = (notification: Notification): number =>
  notification.notifyMs ?? occurredAtMs(notification);

/** Plans the deliveries of a history. Deterministic by the history and the seed. */
export const planDeliveries = (
  history: readonly Notification[],
  { seed, loss, duplicates, shuffle, wild = 0, secret }: DeliveryOptions,
): DeliveryPlan => {
  const random = new Random(seed, PLAN_STREAM);
  const lost = choose(history, loss, random);
  const delivered = history.filter((notification) => !lost.has(notification));
  const again = choose(delivered, duplicates, random);

  const sendings = [
    ...delivered.map((notification) => ({ notification, resend: false })),
    ...[...again].map((notification) => ({ notification: resent(notification, random), resend: true })),
  ];
  const odd = choose(sendings, wild, random);
  const deliveries = sendings.map((sending): Delivery => {
    const { notification } = sending;
    const wild = odd.has(sending);
    return { ...sending, wild, body: wild ? wildForm(notification, random, secret) : notification };
  });
  return {
    deliveries: shuffle
      ? random.shuffled(deliveries)
      : deliveries.sort((left, right) => sentAtMs(left.notification) - sentAtMs(right.notification)),
    lost: [...lost],
  };
};

/** Exactly a fraction of the values, chosen at random, in the order in which they came. */
const choose = <T>(values: readonly T[], fraction: number, random: Random): Set<T> => {
  const chosen = new Set(random.shuffled(values).slice(0, Math.round(values.length * fraction)));
  return new Set(values.filter((value) => chosen.has(value)));
};

/** The same notice, sent later: a resend keeps the notice id and the content and changes `notifyMs`. */
const resent = (notification: Notification, random: Random): Notification => ({
  ...notification,
  notifyMs: sentAtMs(notification) + random.integer(1, RESEND_WITHIN_MS),
});
