// The Lambda entry of the endpoint.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as v from 'valibot';
import { boundedBy } from '../shared/aws-clients';
import { positiveInteger, readEnvironment } from '../shared/environment';
import { EventBridgeBus } from '../shared/event-bridge-bus';
import { createObservability, errorDetails } from '../shared/observability';
import { createHandler } from './handler';
import { readStoredSecret } from './secrets-manager';
import { CachedSigningSecrets } from './signing-secrets';

const environment = readEnvironment({
  EVENT_BUS_NAME: v.pipe(v.string(), v.nonEmpty()),
  SIGNING_SECRET_ARN: v.pipe(v.string(), v.nonEmpty()),
  BODY_LIMIT_BYTES: positiveInteger,
});
const observability = createObservability();

export const handler = createHandler({
  secrets: new CachedSigningSecrets(
    () => readStoredSecret(environment.SIGNING_SECRET_ARN),
    (error) => observability.warn('The signing secret could not be read', errorDetails(error)),
  ),
  bus: new EventBridgeBus(
    new EventBridgeClient(boundedBy({ attempts: 2, connectionTimeoutMs: 500, requestTimeoutMs: 700 })),
    environment.EVENT_BUS_NAME,
  ),
  bodyLimitBytes: environment.BODY_LIMIT_BYTES,
  observability,
});
