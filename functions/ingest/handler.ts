// The endpoint's handler: read the request, put one event on the bus, answer.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { BusEvent } from '../contract/events';
import { sources } from '../contract/events';
import { Refusal } from '../shared/errors';
import { errorDetails, type MetricLine, type Observability } from '../shared/observability';
import type { ParkingQueue } from '../shared/parking-queue';
import { type AuthenticNotification, type IngestRequest, logged, readRequest } from './ingest';
import { isRouted } from './routes';
import { SIGNATURE_HEADER, SIGNATURE_V2_HEADER } from './signature';
import type { SigningSecrets } from './signing-secrets';

/** The bus as ingest needs it. */
export interface EventBus {
  /** Puts one event on the bus. Rejects where the bus did not take it, whatever the reason. */
  put(event: BusEvent): Promise<void>;
}

/** What the handler works with. */
export interface IngestDependencies {
  readonly secrets: SigningSecrets;
  readonly bus: EventBus;
  /** Keeps what the bus does not take. Without one, that is answered 503. */
  readonly parking?: ParkingQueue;
  /** Largest body that is taken, in bytes. */
  readonly bodyLimitBytes: number;
  readonly observability: Observability;
}

/** Makes the handler of the endpoint: GET and HEAD tell that it is alive, POST takes a notification. */
export const createHandler =
  ({ secrets, bus, parking, bodyLimitBytes, observability }: IngestDependencies) =>
  async (
    event: APIGatewayProxyEventV2,
    context: { readonly awsRequestId: string },
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const { method } = event.requestContext.http;
    if (!isRouted(event.routeKey, method, event.rawPath)) return answer(404, { message: 'Not Found' });
    if (method !== 'POST') return answer(200, { status: 'ok' });
    const requestId = context.awsRequestId;
    try {
      const accepted = await readRequest(toIngestRequest(event), secrets, bodyLimitBytes);
      const parked = await forward(accepted, bus, parking, observability);
      observability.emit(acceptedLine(accepted, parked, requestId));
      return answer(200, { status: 'accepted', noticeId: accepted.noticeId });
    } catch (error) {
      return refuse(error, requestId, observability);
    }
  };

const toIngestRequest = ({ body, isBase64Encoded, headers }: APIGatewayProxyEventV2): IngestRequest => ({
  body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  signature: headerOf(headers, SIGNATURE_HEADER),
  signatureV2: headerOf(headers, SIGNATURE_V2_HEADER),
});

/** A header's value; an empty one is as good as none. */
const headerOf = (headers: APIGatewayProxyEventV2['headers'], name: string): string | undefined => {
  const found = Object.keys(headers).find((header) => header.toLowerCase() === name);
  return (found === undefined ? undefined : headers[found]?.trim()) || undefined;
};

/** Puts the event on the bus, or parks it where the bus does not take it. True where it was parked. */
const forward = async (
  { event, noticeId }: AuthenticNotification,
  bus: EventBus,
  parking: ParkingQueue | undefined,
  observability: Observability,
): Promise<boolean> => {
  try {
    await bus.put(event);
    return false;
  } catch (error) {
    observability.warn('The bus did not take an event', {
      noticeId: logged(noticeId),
      ...errorDetails(error),
    });
    if (parking === undefined) throw unavailable(error);
  }
  try {
    await parking.park(event);
    return true;
  } catch (error) {
    observability.error('The parking queue did not take an event', {
      noticeId: logged(noticeId),
      ...errorDetails(error),
    });
    throw unavailable(error);
  }
};

const unavailable = (cause: unknown): Refusal =>
  new Refusal(503, 'unavailable', 'the notification could not be kept: send it again', undefined, { cause });

const acceptedLine = (
  { event, noticeId, channel, issues }: AuthenticNotification,
  parked: boolean,
  requestId: string,
): MetricLine => ({
  values: {
    Accepted: 1,
    ...(event.source === sources.unrecognized && { Unrecognized: 1 }),
    ...(parked && { Parked: 1 }),
  },
  dimensions: { source: event.source },
  metadata: {
    requestId,
    noticeId: logged(noticeId),
    channel,
    detailType: event.detailType,
    // Paths only: a message quotes what was sent, and a stream's address carries its key.
    ...(issues.length > 0 && { issues: issues.map(({ path }) => path).join(' ') }),
  },
});

const refuse = (
  error: unknown,
  requestId: string,
  observability: Observability,
): APIGatewayProxyStructuredResultV2 => {
  if (!(error instanceof Refusal)) {
    observability.error('A request failed', { requestId, ...errorDetails(error) });
    observability.emit({
      values: { Refused: 1 },
      dimensions: { reason: 'fault' },
      metadata: { requestId },
    });
    return answer(500, { status: 'error', reason: 'internal error', requestId });
  }
  const { statusCode, reason, message, path } = error;
  observability.emit({
    values: { Refused: 1 },
    dimensions: { reason },
    metadata: { requestId, path, message },
  });
  return answer(statusCode, { status: 'refused', reason: message, ...(path !== undefined && { path }) });
};

const answer = (statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
