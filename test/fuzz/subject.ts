// What is fuzzed: the real handlers, with a bus and tables that the fuzzer watches.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { CdnStream } from '../../functions/cdn-streams/cdn-stream';
import { createHandler as createCdnStreams } from '../../functions/cdn-streams/handler';
import { createHandler as createIngest, type EventBus } from '../../functions/ingest/handler';
import type { ChannelSession } from '../../functions/rtc-sessions/channel-session';
import { createHandler as createRtcSessions } from '../../functions/rtc-sessions/handler';
import type { UserSession } from '../../functions/rtc-sessions/user-session';
import type { ProjectionSettings } from '../../functions/shared/item';
import type { Observability } from '../../functions/shared/observability';
import type { ItemTable } from '../../functions/shared/projection-store';
import type { ProjectionHandler } from '../helpers/delivery';
import { SECRETS } from './corpus';
import { BODY_LIMIT_BYTES } from './expected-answer';
import type { FuzzRequest } from './fuzz-request';

/** The handlers under test. */
export interface Subject {
  readonly ingest: (
    event: APIGatewayProxyEventV2,
    context: { readonly awsRequestId: string },
  ) => Promise<APIGatewayProxyStructuredResultV2>;
  readonly rtc: ProjectionHandler;
  readonly cdn: ProjectionHandler;
}

/** What the handlers are given. */
export interface SubjectParts {
  readonly bus: EventBus;
  readonly channelSessions: ItemTable<ChannelSession>;
  readonly userSessions: ItemTable<UserSession>;
  readonly cdnStreams: ItemTable<CdnStream>;
  readonly settings: ProjectionSettings;
  readonly observability: Observability;
}

/** The handlers as they are. */
export const createSubject = (parts: SubjectParts): Subject => ({
  ingest: createIngest({
    ...parts,
    secrets: { current: async () => SECRETS, refreshed: async () => SECRETS },
    bodyLimitBytes: BODY_LIMIT_BYTES,
    ignoredChannels: parts.settings.ignoredChannels,
  }),
  // Before every event: whatever comes, comes in time.
  rtc: createRtcSessions({ ...parts, now: () => 0 }),
  cdn: createCdnStreams({ ...parts, now: () => 0 }),
});

/** A request as API Gateway hands it over. */
export const toGatewayEvent = ({
  method,
  headers,
  bytes,
  isBase64Encoded,
}: FuzzRequest): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: `${method} /notifications`,
  rawPath: '/notifications',
  rawQueryString: '',
  headers: { ...headers },
  requestContext: {
    accountId: '000000000000',
    apiId: 'api',
    domainName: 'localhost',
    domainPrefix: 'localhost',
    http: { method, path: '/notifications', protocol: 'HTTP/1.1', sourceIp: '203.0.113.9', userAgent: '' },
    requestId: 'gateway-request',
    routeKey: `${method} /notifications`,
    stage: '$default',
    time: '01/Jan/2026:00:00:00 +0000',
    timeEpoch: 1767225600000,
  },
  ...(bytes.length > 0 && { body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8') }),
  isBase64Encoded: bytes.length > 0 && isBase64Encoded,
});
