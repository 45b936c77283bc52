// From a request's bytes to an event: is it from anyRTC, and what does it say?
import { isUtf8 } from 'node:buffer';
import { type BusEvent, toBusEvent } from '../contract/events';
import { isJsonObject } from '../contract/json';
import { type Issue, readEnvelope } from '../contract/notification';
import { Refusal } from '../shared/errors';
import { isSignedWithOneOf, isUnsigned, type Signatures } from './signature';
import type { SigningSecrets } from './signing-secrets';

/** Longest notice id or channel name in a log line, in characters. */
const MAX_LOGGED_LENGTH = 200;

/**
 * A sender's text as a log line shows it. Log bytes are billed and nobody searches for more; and what names an
 * unrecognized notification may be as long as the body.
 */
export const logged = (text: string): string => text.slice(0, MAX_LOGGED_LENGTH);

/** A request as ingest needs it. */
export interface IngestRequest extends Signatures {
  /** The raw body, byte for byte as it was signed. */
  readonly body: Buffer;
}

/** An authentic notification and the event to put on the bus for it. */
export interface AuthenticNotification {
  readonly noticeId: string;
  /** The channel that it is about, where it names one. */
  readonly channel: string | undefined;
  readonly event: BusEvent;
  /** What the contract did not accept; empty for a recognized notification. */
  readonly issues: readonly Issue[];
}

/**
 * Checks a request in the fixed order (size, secret, signature, JSON, envelope) and reads its notification.
 *
 * @throws Refusal saying what is wrong and what to do
 */
export const readRequest = async (
  request: IngestRequest,
  secrets: SigningSecrets,
  bodyLimitBytes: number,
): Promise<AuthenticNotification> => {
  const { body } = request;
  if (body.length > bodyLimitBytes) {
    throw new Refusal(413, 'too large', `the body is too large: at most ${bodyLimitBytes} bytes are taken`);
  }
  const known = secrets.current();
  const current = known instanceof Promise ? await known : known;
  if (!isSignedWithOneOf(current, body, request)) await authenticate(request, current, secrets);
  const reading = readEnvelope(parseJson(body));
  if (!reading.usable) throw new Refusal(400, 'envelope', reading.issue.message, reading.issue.path);
  const { noticeId, payload } = reading.envelope;
  const event = toBusEvent(reading.envelope);
  return { noticeId, channel: channelOf(payload), event, issues: event.issues };
};

const channelOf = (payload: unknown): string | undefined => {
  if (!isJsonObject(payload)) return undefined;
  const channel = payload.channelName ?? payload.channel;
  return typeof channel === 'string' ? logged(channel) : undefined;
};

/** What is left to try, and else to say, where no current secret has signed the body. */
const authenticate = async (
  request: IngestRequest,
  current: readonly string[],
  secrets: SigningSecrets,
): Promise<void> => {
  if (current.length === 0) {
    throw new Refusal(
      503,
      'not configured',
      'no signing secret is configured: put the signing secret that anyRTC gave you, as it is and not as a ' +
        "JSON object of keys and values, into the secret that the stack's output SigningSecretArn names " +
        '(aws secretsmanager put-secret-value)',
    );
  }
  if (isUnsigned(request)) {
    throw new Refusal(401, 'signature', 'the header Ar-Signature is missing');
  }
  const refreshed = await secrets.refreshed();
  if (refreshed !== current && isSignedWithOneOf(refreshed, request.body, request)) return;
  throw new Refusal(
    401,
    'signature',
    'Ar-Signature is not the hex HMAC-SHA1 of the raw body with the configured secret',
  );
};

const parseJson = (body: Buffer): unknown => {
  if (!isUtf8(body)) throw new Refusal(400, 'not JSON', 'the body is not UTF-8', '');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new Refusal(400, 'not JSON', 'the body is not JSON', '', { cause });
  }
};
