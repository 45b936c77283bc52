// Requests as API Gateway hands them over, and the endpoint's handler with everything around it recorded.
import { createHmac } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { BusEvent } from '../../../functions/contract/events';
import { createHandler, type IngestDependencies } from '../../../functions/ingest/handler';
import type { MetricLine } from '../../../functions/shared/observability';

/** The secret that the requests here are signed with. */
export const SECRET = 'h0rse-battery-staple';

/** The hex HMAC of a body. */
export const signatureOf = (body: string | Uint8Array, secret = SECRET, algorithm = 'sha1'): string =>
  createHmac(algorithm, secret).update(body).digest('hex');

/** A request. The body is text, or bytes, which API Gateway hands over in Base64. */
export const requestOf = (
  body: string | Buffer | undefined,
  headers: Readonly<Record<string, string>>,
  method = 'POST',
  rawPath = '/notifications',
  routeKey = `${method} ${rawPath}`,
): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey,
  rawPath,
  rawQueryString: '',
  headers,
  requestContext: {
    accountId: '000000000000',
    apiId: 'api',
    domainName: 'localhost',
    domainPrefix: 'localhost',
    http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
    requestId: 'gateway-request',
    routeKey,
    stage: '$default',
    time: '01/Jan/2026:00:00:00 +0000',
    timeEpoch: 1767225600000,
  },
  ...(body !== undefined && { body: typeof body === 'string' ? body : body.toString('base64') }),
  isBase64Encoded: typeof body === 'object',
});

/** A signed request. */
export const signedRequest = (body: string | Buffer): APIGatewayProxyEventV2 =>
  requestOf(body, { 'ar-signature': signatureOf(body) });

/** An answer as the sender reads it. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: unknown;
  readonly json: unknown;
  readonly text: string;
}

/** The handler with everything that it does recorded. */
export const setUp = (replaced: Partial<IngestDependencies> = {}) => {
  const events: BusEvent[] = [];
  const lines: MetricLine[] = [];
  const warnings: [string, Readonly<Record<string, unknown>>][] = [];
  const errors: [string, Readonly<Record<string, unknown>>][] = [];
  const asked = { current: 0, refreshed: 0 };
  const handler = createHandler({
    secrets: {
      current: async () => {
        asked.current++;
        return [SECRET];
      },
      refreshed: async () => {
        asked.refreshed++;
        return [SECRET];
      },
    },
    bus: { put: async (event) => void events.push(event) },
    bodyLimitBytes: 65_536,
    ignoredChannels: ['test_webhook', 'probe'],
    observability: {
      emit: (line) => void lines.push(line),
      warn: (message, details) => void warnings.push([message, details]),
      error: (message, details) => void errors.push([message, details]),
    },
    ...replaced,
  });
  const send = async (request: APIGatewayProxyEventV2): Promise<Answer> => {
    const { statusCode, headers, body = '' } = await handler(request, { awsRequestId: 'request-1' });
    return { status: statusCode, headers, json: JSON.parse(body), text: body };
  };
  return { send, events, lines, warnings, errors, asked };
};
