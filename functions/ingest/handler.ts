// The endpoint's handler: read the request, put one event on the bus, answer.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { BusEvent } from '../contract/events';
import { Refusal } from '../shared/errors';
import { errorDetails, type Observability } from '../shared/observability';
import { PARKING_SOURCE, type ParkingQueue } from '../shared/parking-queue';
import type { SignedRequest } from '../shared/signed-request';
import { acceptedLine } from './accepted-line';
import { type AuthenticNotification, type Checks, logged, readRequest } from './ingest';
import { isRouted } from './routes';
import { SIGNATURE_HEADER, SIGNATURE_V2_HEADER } from './signature';

/** The bus as ingest needs it. */
export interface EventBus {
  /** Puts one event on the bus. Rejects where the bus did not take it, whatever the reason. */
  put(event: BusEvent): Promise<void>;
}

/** What the handler works with. */
export interface IngestDependencies extends Checks {
  readonly bus: EventBus;
  /** Keeps what cannot go on the bus yet. Without one, that is answered 503. */
  readonly parking?: ParkingQueue;
  readonly observability: Observability;
}

/** Makes the handler of the endpoint: GET and HEAD tell that it is alive, POST takes a notification. */
export const createHandler =
  (dependencies: IngestDependencies) =>
  async (
    event: APIGatewayProxyEventV2,
    context: { readonly awsRequestId: string },
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const { method } = event.requestContext.http;
    if (!isRouted(event.routeKey, method, event.rawPath)) return answer(404, { message: 'Not Found' });
    if (method !== 'POST') return answer(200, { status: 'ok' });
    const requestId = context.awsRequestId;
    try {
      return answer(200, await take(toSignedRequest(event), dependencies, requestId));
    } catch (error) {
      return refuse(error, requestId, dependencies.observability);
    }
  };

/** Takes a request. Returns the body of the answer 200. */
const take = async (
  request: SignedRequest,
  { bus, parking, observability, ...checks }: IngestDependencies,
  requestId: string,
): Promise<object> => {
  const reading = await readRequest(request, checks);
  switch (reading.kind) {
    case 'health test': {
      const { reason } = reading;
      observability.emit({ values: { HealthTests: 1 }, dimensions: { reason }, metadata: { requestId } });
      return { status: 'ok' };
    }
    case 'unverifiable':
      await keep(request, parking, observability);
      observability.emit({
        values: { KeptUnverified: 1 },
        dimensions: { source: PARKING_SOURCE },
        metadata: { requestId },
      });
      return { status: 'kept' };
    case 'authentic': {
      const { accepted } = reading;
      const parked = await forward(accepted, bus, parking, observability);
      observability.emit(acceptedLine(accepted, parked, requestId));
      return { status: 'accepted', noticeId: accepted.noticeId };
    }
  }
};

const toSignedRequest = ({ body, isBase64Encoded, headers }: APIGatewayProxyEventV2): SignedRequest => ({
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

/** Keeps a request until there is a secret to check it with. */
const keep = async (
  request: SignedRequest,
  parking: ParkingQueue | undefined,
  observability: Observability,
): Promise<void> => {
  try {
    if (parking === undefined) throw new Error('There is no parking queue');
    await parking.keep(request);
  } catch (error) {
    observability.error('The parking queue did not take a request', errorDetails(error));
    throw unavailable(error);
  }
};

const unavailable = (cause: unknown): Refusal =>
  new Refusal(503, 'unavailable', 'the notification could not be kept: send it again', undefined, { cause });

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
