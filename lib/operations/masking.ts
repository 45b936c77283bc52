// Shows a message without what must stay secret: publishing keys of streams, and the signing secret.
import { isJsonObject } from '../../functions/contract/json';

const MASK = '***';

/** Shorter pieces of an address are no keys; masking them would only make the rest unreadable. */
const SHORTEST_KEY = 4;

/** Fields that name things: a channel may be called as the last segment of its address, and must stay readable. */
const NAME_FIELDS: ReadonlySet<string> = new Set([
  'account',
  'channel',
  'channelName',
  'channelSId',
  'detail-type',
  'event',
  'id',
  'noticeId',
  'region',
  'source',
  'time',
  'uid',
  'uSId',
]);

/** Scheme, host and application of an address, where a key follows; the rest of it may hold the key. */
const PUBLIC_PART = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)?([^/?#]*)(\/[^/?#]+(?=\/+[^/?#]))?/i;

const ADDRESS_IN_TEXT = /[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]*/gi;

/**
 * Masks the publishing key in the address of a stream: the user, the path behind the application, the query.
 * What does not look like an address is masked whole.
 */
export const maskAddress = (address: string): string => {
  const [known, scheme = '', user, host = '', application = ''] = PUBLIC_PART.exec(address) ?? [];
  if (known === undefined) return MASK;
  return `${scheme}${user === undefined ? '' : `${MASK}@`}${host}${application}${known.length < address.length ? `/${MASK}` : ''}`;
};

/** Masks every address in a text that stands beside an address, and what of that one is secret and stands alone. */
export const maskTextBeside = (address: string, text: string): string => {
  const keys = keysOf(address).sort((a, b) => b.length - a.length);
  return keys.reduce((left, key) => left.replaceAll(key, MASK), maskText(text));
};

/** Masks every address in a text. */
export const maskText = (text: string): string => text.replaceAll(ADDRESS_IN_TEXT, maskAddress);

/**
 * A message's body as indented JSON with its secrets masked. A body that is not JSON is not shown, since what
 * is secret in it cannot be told.
 */
export const maskBody = (body: string): string => {
  const message = parsed(body);
  if (message === undefined) return `(not JSON: ${body.length} characters, not shown)`;
  const keys = [...keysIn(message)].sort((a, b) => b.length - a.length);
  return printable(JSON.stringify(maskValue(message, keys, ''), undefined, 2));
};

/** Escapes what a terminal would obey rather than show. */
export const printable = (text: string): string =>
  text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const maskValue = (value: unknown, keys: readonly string[], field: string): unknown => {
  if (field.toLowerCase() === 'secret') return MASK;
  if (field.toLowerCase() === 'stream') return typeof value === 'string' ? maskAddress(value) : MASK;
  if (typeof value === 'string') return maskString(value, keys, field);
  if (Array.isArray(value)) return value.map((inner) => maskValue(inner, keys, ''));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [maskText(name), maskValue(inner, keys, name)]),
  );
};

const maskString = (text: string, keys: readonly string[], field: string): string => {
  const inner = /^\s*[[{]/.test(text) ? parsed(text) : undefined;
  if (inner !== undefined) return JSON.stringify(maskValue(inner, keys, ''));
  const masked = maskText(text);
  return NAME_FIELDS.has(field) ? masked : keys.reduce((left, key) => left.replaceAll(key, MASK), masked);
};

/** The secret pieces of every stream's address in a message: other fields, such as a reason, may repeat them. */
const keysIn = (value: unknown): Set<string> => {
  const keys = new Set<string>();
  const collect = (current: unknown, field: string): void => {
    if (typeof current === 'string') {
      if (field.toLowerCase() === 'stream') for (const key of keysOf(current)) keys.add(key);
      const inner = /^\s*[[{]/.test(current) ? parsed(current) : undefined;
      if (inner !== undefined) collect(inner, '');
      return;
    }
    if (Array.isArray(current)) for (const inner of current) collect(inner, '');
    else if (isJsonObject(current)) for (const [name, inner] of Object.entries(current)) collect(inner, name);
  };
  collect(value, '');
  return keys;
};

const keysOf = (address: string): string[] => {
  const [known = '', , user = ''] = PUBLIC_PART.exec(address) ?? [];
  const rest = address.slice(known.length);
  return [rest, ...rest.split(/[/?#&=\s]+/), ...user.split(/[:@]/)]
    .flatMap((piece) => [piece, decoded(piece)])
    .filter((piece) => piece.length >= SHORTEST_KEY);
};

const decoded = (piece: string): string => {
  try {
    return decodeURIComponent(piece);
  } catch {
    // Not percent-encoded after all.
    return piece;
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
