// The Lambda entry of the parking queue.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { storedSigningSecrets } from '../ingest/secrets-manager';
import { boundedBy, callBounds } from '../shared/aws-clients';
import { nonEmptyText, readEnvironment } from '../shared/environment';
import { EventBridgeBus } from '../shared/event-bridge-bus';
import { createObservability } from '../shared/observability';
import { createHandler } from './handler';

const environment = readEnvironment({
  EVENT_BUS_NAME: nonEmptyText,
  SIGNING_SECRET_ARN: nonEmptyText,
});
const observability = createObservability();

const bounds = callBounds.republish;

export const handler = createHandler({
  bus: new EventBridgeBus(new EventBridgeClient(boundedBy(bounds)), environment.EVENT_BUS_NAME, bounds),
  secrets: storedSigningSecrets(environment.SIGNING_SECRET_ARN, observability),
  observability,
});
