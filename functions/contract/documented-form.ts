// What real senders do differently, brought to the documented form: the one step before validation.
// Each line has its source: [demo] the vendor's own open-source receiver (Synergy-Server), [agora] the documentation
// of the protocol's older twin, [seen] reports of what senders sent. Nothing else is guessed.
import { isLosslessNumber } from 'lossless-json';
import { CDN_PRODUCT_ID } from './cdn';
import { EARLIEST_MS, LATEST_MS } from './fields';
import { isJsonObject, isNestedWithin, type JsonObject, MAX_NESTING, parseJson } from './json';
import { RECORDING_PRODUCT_ID } from './recording';
import { RTC_PRODUCT_ID } from './rtc';

/** A time of this size and above is in milliseconds: as seconds it would lie beyond the year 5000. */
const MILLISECONDS_FROM = 1e11;

/** The documented value of a field; the same where it is none of the known quirks; `undefined`: the field is absent. */
type Quirk = (sent: unknown) => unknown;

/** "200" → 200, but not "0200", "2e2" or what a double does not hold: the text must be canonical. */
const wholeNumber: Quirk = (sent) => {
  if (typeof sent !== 'string') return isNegativeZero(sent) ? 0 : sent;
  const number = Number(sent);
  return Number.isSafeInteger(number) && String(number) === sent ? number : sent;
};

/** The same for a time, which may have a fraction. */
const timeNumber: Quirk = (sent) => {
  if (typeof sent !== 'string') return sent;
  const number = Number(sent);
  return Number.isFinite(number) && String(number) === sent ? number : sent;
};

const isNegativeZero = (sent: unknown): boolean => isLosslessNumber(sent) && /^-0(?:\.0+)?$/.test(sent.value);

/** A number of any length as a double. */
const doubleOf = (sent: unknown): number =>
  typeof sent === 'number' ? sent : isLosslessNumber(sent) ? Number(sent.value) : Number.NaN;

// What could be no time at all is left as it was sent, for the contract to refuse and a person to read.
const inSeconds: Quirk = (sent) => {
  const time = doubleOf(sent);
  return time >= MILLISECONDS_FROM && time <= LATEST_MS ? time / 1000 : sent;
};
const inMilliseconds: Quirk = (sent) => {
  const time = doubleOf(sent) * 1000;
  return time >= EARLIEST_MS && time < MILLISECONDS_FROM * 1000 && time <= LATEST_MS
    ? Math.round(time)
    : sent;
};

// Rules match them, and none matches 1.00000000000000000001.
const nearestWhole: Quirk = (sent) => {
  const number = doubleOf(sent);
  return Number.isSafeInteger(number) ? number + 0 : sent;
};

const numberAsText: Quirk = (sent) => (Number.isSafeInteger(sent) ? String(sent) : sent);

const flags = new Map<unknown, boolean>([
  ['true', true],
  [1, true],
  ['1', true],
  ['false', false],
  [0, false],
  ['0', false],
]);
const flag: Quirk = (sent) => flags.get(sent) ?? sent;

const nullAsAbsent: Quirk = (sent) => sent ?? undefined;

/** Envelope and payload are around it. */
const LEVELS_IN_PAYLOAD = MAX_NESTING - 2;

/** An object that was sent as a text of JSON. */
const jsonText: Quirk = (sent) => {
  if (typeof sent !== 'string') return sent;
  try {
    const value = sent === '' ? null : parseJson(sent);
    const isObject = isJsonObject(value) && isNestedWithin(value, LEVELS_IN_PAYLOAD);
    return isObject || value === null ? value : sent;
  } catch {
    return sent;
  }
};

const fileNames: Quirk = (details) => {
  if (!isJsonObject(details) || !Array.isArray(details.fileList)) return details;
  for (const file of details.fileList) {
    if (isJsonObject(file)) moveAlias(file, 'filename', file, 'fileName');
  }
  return details;
};

/** Fields, and the quirks that each may have, in the order in which they are undone. */
type FieldQuirks = readonly (readonly [fields: readonly string[], ...quirks: Quirk[]])[];

const envelopeQuirks: FieldQuirks = [
  [['productId', 'eventType'], wholeNumber, nearestWhole], // [seen]
  [['notifyMs'], timeNumber, inMilliseconds, nullAsAbsent], // text, null [seen]; seconds, as CDN's time
];

/** By product: of the payload's fields. */
const payloadQuirks = new Map<unknown, FieldQuirks>([
  [
    RTC_PRODUCT_ID,
    [
      [['ts'], timeNumber, inSeconds], // text [seen], milliseconds [demo]
      [['uid'], wholeNumber], // [demo]
      [['platform', 'reason'], wholeNumber, nullAsAbsent], // [seen]
    ],
  ],
  [
    CDN_PRODUCT_ID,
    [
      [['time'], timeNumber, inMilliseconds], // text [demo], seconds [seen]
      [['code', 'elapse', 'width', 'height', 'audioChannels', 'audioSampleRate'], wholeNumber, nullAsAbsent], // text [demo], null [seen]
      [['retry'], flag, nullAsAbsent], // text [demo], 0, 1 and null [seen]
      [['uid', 'reason'], numberAsText, nullAsAbsent], // [seen]
      [['videoCodec', 'videoProfile', 'audioCodec', 'audioProfile'], nullAsAbsent], // [seen]
    ],
  ],
  [
    RECORDING_PRODUCT_ID,
    [
      [['details'], jsonText, fileNames, nullAsAbsent], // [demo]
      // As in the other products.
      [['sendts'], timeNumber, inMilliseconds],
      [['sequence', 'serviceType'], wholeNumber, nullAsAbsent],
      [['sid'], numberAsText],
      [['cname', 'uid'], numberAsText, nullAsAbsent],
    ],
  ],
]);

const undo = (object: JsonObject, quirks: FieldQuirks): void => {
  for (const [fields, ...ofField] of quirks) {
    for (const field of fields) {
      if (!Object.hasOwn(object, field)) continue;
      const value = ofField.reduce((sent, quirk) => quirk(sent), object[field]);
      if (value === undefined) delete object[field];
      else object[field] = value;
    }
  }
};

/** What names nothing: an alias beside it counts. */
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || value === 0;

/** Moves an alias to its documented name. Where both say something, the documented one wins. */
const moveAlias = (from: JsonObject, alias: string, to: JsonObject, name: string): void => {
  if (!Object.hasOwn(from, alias)) return;
  const known = Object.hasOwn(to, name);
  if (!known || (isEmpty(to[name]) && !isEmpty(from[alias]))) to[name] = from[alias];
  delete from[alias];
};

/**
 * Brings a notification to the documented form, in place, and returns it. Whatever is not one of the known
 * quirks stays as it was sent. Doing it twice changes nothing more.
 *
 * @param notification - an object fresh from parseJson that nobody else holds
 */
export const toDocumentedForm = (notification: JsonObject): JsonObject => {
  // It repeats the signing secret [demo]: removed, so that nothing after this step can leak it.
  delete notification.secret;
  moveAlias(notification, 'noticeID', notification, 'noticeId'); // [demo]
  const { payload } = notification;
  undo(notification, envelopeQuirks);
  if (!isJsonObject(payload)) return notification;
  if (Object.hasOwn(payload, 'eventType')) {
    moveAlias(payload, 'eventType', notification, 'eventType'); // [demo]
    undo(notification, envelopeQuirks);
  }
  const productId = doubleOf(notification.productId);
  if (productId === RTC_PRODUCT_ID) moveAlias(payload, 'Ts', payload, 'ts'); // [demo]
  undo(payload, payloadQuirks.get(productId) ?? []);
  return notification;
};
