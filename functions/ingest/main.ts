// The Lambda entry of the endpoint.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { boundedBy, callBounds } from '../shared/aws-clients';
import { nonEmptyText, positiveInteger, readEnvironment, stringList } from '../shared/environment';
import { EventBridgeBus } from '../shared/event-bridge-bus';
import { createObservability } from '../shared/observability';
import { createHandler } from './handler';
import { storedSigningSecrets } from './secrets-manager';
import { SqsParkingQueue } from './sqs-parking-queue';

const environment = readEnvironment({
  EVENT_BUS_NAME: nonEmptyText,
  PARKING_QUEUE_URL: nonEmptyText,
  SIGNING_SECRET_ARN: nonEmptyText,
  BODY_LIMIT_BYTES: positiveInteger,
  IGNORED_CHANNELS: stringList,
});
const observability = createObservability();

// No import() of the rare clients: esbuild then keeps every operation of theirs, and of what they share with the
// others, in the one file. What is put off until it is needed is making them.

const bounds = callBounds.putEvents;

export const handler = createHandler({
  secrets: storedSigningSecrets(environment.SIGNING_SECRET_ARN, observability),
  bus: new EventBridgeBus(new EventBridgeClient(boundedBy(bounds)), environment.EVENT_BUS_NAME, bounds),
  parking: new SqsParkingQueue(environment.PARKING_QUEUE_URL),
  ignoredChannels: environment.IGNORED_CHANNELS,
  bodyLimitBytes: environment.BODY_LIMIT_BYTES,
  observability,
});
