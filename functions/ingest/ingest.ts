// From a request's bytes to an event: is it from anyRTC, and what does it say?
import { isUtf8 } from 'node:buffer';
import { type BusEvent, toBusEvent } from '../contract/events';
import { parseJson } from '../contract/json';
import { type Issue, readEnvelope } from '../contract/notification';
import { Refusal } from '../shared/errors';
import type { SignedRequest } from '../shared/signed-request';
import { channelNameOf, type HealthTest, healthTestOf } from './health-test';
import { isSignedWithOneOf, isUnsigned } from './signature';
import type { SigningSecrets } from './signing-secrets';

/** Longest notice id or channel name in a log line, in characters. */
const MAX_LOGGED_LENGTH = 200;

/**
 * A sender's text as a log line shows it. Log bytes are billed and nobody searches for more; and what names an
 * unrecognized notification may be as long as the body.
 */
export const logged = (text: string): string => text.slice(0, MAX_LOGGED_LENGTH);

/** An authentic notification and the event to put on the bus for it. */
export interface AuthenticNotification {
  readonly noticeId: string;
  /** The channel that it is about, where it names one. */
  readonly channel: string | undefined;
  readonly event: BusEvent;
  /** What the contract did not accept; empty for a recognized notification. */
  readonly issues: readonly Issue[];
}

/** What a request turned out to be. */
export type Reading =
  | { readonly kind: 'health test'; readonly reason: HealthTest }
  /** No secret is configured: whether it is authentic cannot be told yet. */
  | { readonly kind: 'unverifiable' }
  | { readonly kind: 'authentic'; readonly accepted: AuthenticNotification };

/** What the checks need to know. */
export interface Checks {
  readonly secrets: SigningSecrets;
  /** Largest body that is taken, in bytes. */
  readonly bodyLimitBytes: number;
  /** Channels that no table has: unsigned requests about them are health tests. */
  readonly ignoredChannels: readonly string[];
}

/**
 * Checks a request in the fixed order (size, health test, secret, signature, JSON, envelope) and reads its notification.
 *
 * @throws Refusal saying what is wrong and what to do
 */
export const readRequest = async (
  request: SignedRequest,
  { secrets, bodyLimitBytes, ignoredChannels }: Checks,
): Promise<Reading> => {
  if (request.body.length > bodyLimitBytes) {
    throw new Refusal(413, 'too large', `the body is too large: at most ${bodyLimitBytes} bytes are taken`);
  }
  const reason = healthTestOf(request, ignoredChannels, readJson);
  if (reason !== undefined) return { kind: 'health test', reason };
  const accepted = await readAuthentic(request, secrets);
  return accepted === undefined ? { kind: 'unverifiable' } : { kind: 'authentic', accepted };
};

/**
 * Proves who sent a request and reads its notification.
 *
 * @returns `undefined` while no secret is configured
 * @throws Refusal saying what is wrong and what to do
 */
export const readAuthentic = async (
  request: SignedRequest,
  secrets: SigningSecrets,
): Promise<AuthenticNotification | undefined> => {
  const known = secrets.current();
  const current = known instanceof Promise ? await known : known;
  if (current.length === 0) return undefined;
  if (!isSignedWithOneOf(current, request)) await authenticate(request, current, secrets);
  const reading = readEnvelope(readJson(request.body));
  if (!reading.usable) throw new Refusal(400, 'envelope', reading.issue.message, reading.issue.path);
  const { noticeId, payload } = reading.envelope;
  const channel = channelNameOf(payload);
  const event = toBusEvent(reading.envelope);
  return {
    noticeId,
    channel: channel === undefined ? undefined : logged(channel),
    event,
    issues: event.issues,
  };
};

/** What is left to try, and else to say, where no current secret has signed the body. */
const authenticate = async (
  request: SignedRequest,
  current: readonly string[],
  secrets: SigningSecrets,
): Promise<void> => {
  if (isUnsigned(request)) {
    throw new Refusal(401, 'signature', 'the header Ar-Signature is missing');
  }
  const refreshed = await secrets.refreshed();
  if (refreshed !== current && isSignedWithOneOf(refreshed, request)) return;
  throw new Refusal(
    401,
    'signature',
    'Ar-Signature is not the hex HMAC-SHA1 of the raw body with the configured secret',
  );
};

const readJson = (body: Buffer): unknown => {
  if (!isUtf8(body)) throw new Refusal(400, 'not JSON', 'the body is not UTF-8', '');
  try {
    return parseJson(body.toString('utf8'));
  } catch (cause) {
    throw new Refusal(400, 'not JSON', 'the body is not JSON', '', { cause });
  }
};
