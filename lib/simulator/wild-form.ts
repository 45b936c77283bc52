// A notification as real senders may send it: another form, whose documented form is the same notification.
import type { CdnNotification } from '../../functions/contract/cdn';
import type { Notification } from '../../functions/contract/notification';
import type { RtcNotification } from '../../functions/contract/rtc';
import type { Random } from './random';

type Json = Record<string, unknown>;

/** Part of a rewriting: changes the envelope or the payload in place. */
type Quirk = (envelope: Json, payload: Json, random: Random) => void;

const rename = (object: Json, from: string, to: string): void => {
  object[to] = object[from];
  delete object[from];
};

const asString =
  (name: string): Quirk =>
  (_, payload) => {
    payload[name] = String(payload[name]);
  };

const asValue =
  (name: string, value: unknown): Quirk =>
  (_, payload) => {
    payload[name] = value;
  };

/** `null` in a field that is not there. */
const asNull =
  (name: string): Quirk =>
  (_, payload) => {
    if (!(name in payload)) payload[name] = null;
  };

const envelopeQuirks: readonly Quirk[] = [
  ...['productId', 'eventType', 'notifyMs'].map(
    (name): Quirk =>
      (envelope) => {
        if (name in envelope) envelope[name] = String(envelope[name]);
      },
  ),
  (envelope) => rename(envelope, 'noticeId', 'noticeID'),
  (envelope, payload) => {
    payload.eventType = envelope.eventType;
    delete envelope.eventType;
  },
  // Both are there: the outer one counts, whatever the inner one says.
  (envelope, payload, random) => {
    if (!('eventType' in envelope)) return;
    payload.eventType = random.pick([envelope.eventType, 0, String(envelope.eventType)]);
  },
  // Both are there, and the outer one says nothing.
  (envelope, payload, random) => {
    if (!('eventType' in envelope) || 'eventType' in payload) return;
    payload.eventType = envelope.eventType;
    envelope.eventType = random.pick([null, 0, '']);
  },
];

const rtcQuirks = (notification: RtcNotification): readonly Quirk[] => [
  (_, payload) => rename(payload, 'ts', 'Ts'),
  (_, payload) => {
    const name = 'Ts' in payload ? 'Ts' : 'ts';
    payload[name] = notification.payload.ts * 1_000;
  },
  (_, payload) => {
    const name = 'Ts' in payload ? 'Ts' : 'ts';
    payload[name] = String(payload[name]);
  },
  ...['uid', 'platform', 'reason'].filter((name) => name in notification.payload).map(asString),
  ...['platform', 'reason'].filter((name) => !(name in notification.payload)).map(asNull),
];

const cdnQuirks = ({ payload: { time, ...documented } }: CdnNotification): readonly Quirk[] => [
  ...(time % 1_000 === 0 ? [asValue('time', time / 1_000)] : []),
  ...('retry' in documented ? [asValue('retry', Number(documented.retry))] : []),
  ...('uid' in documented && /^[1-9]\d{0,14}$/.test(documented.uid ?? '')
    ? [asValue('uid', Number(documented.uid))]
    : []),
  ...Object.entries({ time, ...documented })
    .filter(([, value]) => typeof value !== 'string')
    .map(([name]) => asString(name)),
  ...['uid', 'reason', 'retry', 'width', 'videoCodec'].filter((name) => !(name in documented)).map(asNull),
];

/**
 * Rewrites a notification with at least one of the differences that the protocol lists under "What real
 * senders do differently". Left out is what would add to the documented form, such as `appId` in the payload.
 *
 * @param secret - where given, some forms repeat it at the top level, as the vendor's own receiver shows
 * @returns a new object; the notification is not changed
 */
export const wildForm = (notification: Notification, random: Random, secret?: string): Json => {
  const payload: Json = { ...notification.payload };
  const envelope: Json = { ...notification, payload };
  const quirks: Quirk[] = [
    ...envelopeQuirks,
    ...(notification.productId === 1 ? rtcQuirks(notification) : []),
    ...(notification.productId === 2 ? cdnQuirks(notification) : []),
  ];
  if (secret !== undefined) {
    quirks.push(() => {
      envelope.secret = secret;
    });
  }
  const chosen = random.shuffled(quirks).slice(0, random.integer(1, quirks.length));
  // The type moves inside before it is put there a second time, and a time is renamed before it changes size.
  for (const quirk of quirks) if (chosen.includes(quirk)) quirk(envelope, payload, random);
  return envelope;
};
