// The Lambda entry of the endpoint.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as v from 'valibot';
import { boundedBy, callBounds } from '../shared/aws-clients';
import { positiveInteger, readEnvironment } from '../shared/environment';
import { EventBridgeBus } from '../shared/event-bridge-bus';
import { createObservability, errorDetails } from '../shared/observability';
import type { ParkingQueue } from '../shared/parking-queue';
import { createHandler } from './handler';
import { readStoredSecret } from './secrets-manager';
import { CachedSigningSecrets } from './signing-secrets';
import { SqsParkingQueue } from './sqs-parking-queue';

const environment = readEnvironment({
  EVENT_BUS_NAME: v.pipe(v.string(), v.nonEmpty()),
  PARKING_QUEUE_URL: v.pipe(v.string(), v.nonEmpty()),
  SIGNING_SECRET_ARN: v.pipe(v.string(), v.nonEmpty()),
  BODY_LIMIT_BYTES: positiveInteger,
});
const observability = createObservability();
let queue: ParkingQueue | undefined;

// No import() of the rare clients: esbuild then keeps every operation of theirs, and of what they share with the
// others, in the one file. What is put off until it is needed is making them.

const bounds = callBounds.putEvents;

export const handler = createHandler({
  secrets: new CachedSigningSecrets(
    () => readStoredSecret(environment.SIGNING_SECRET_ARN),
    (error) => observability.warn('The signing secret could not be read', errorDetails(error)),
  ),
  bus: new EventBridgeBus(new EventBridgeClient(boundedBy(bounds)), environment.EVENT_BUS_NAME, bounds),
  parking: {
    park: async (event) => {
      queue ??= new SqsParkingQueue(environment.PARKING_QUEUE_URL);
      await queue.park(event);
    },
  },
  bodyLimitBytes: environment.BODY_LIMIT_BYTES,
  observability,
});
