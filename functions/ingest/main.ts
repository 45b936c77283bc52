// The Lambda entry of the endpoint.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as v from 'valibot';
import { boundedBy } from '../shared/aws-clients';
import { positiveInteger, readEnvironment } from '../shared/environment';
import { EventBridgeBus } from '../shared/event-bridge-bus';
import { createObservability, errorDetails } from '../shared/observability';
import type { ParkingQueue } from '../shared/parking-queue';
import { createHandler } from './handler';
import { CachedSigningSecrets } from './signing-secrets';

const environment = readEnvironment({
  EVENT_BUS_NAME: v.pipe(v.string(), v.nonEmpty()),
  PARKING_QUEUE_URL: v.pipe(v.string(), v.nonEmpty()),
  SIGNING_SECRET_ARN: v.pipe(v.string(), v.nonEmpty()),
  BODY_LIMIT_BYTES: positiveInteger,
});
const observability = createObservability();
let queue: ParkingQueue | undefined;

// The worst case, on a cold start with everything hanging: secret 0.8 s + bus 2 × 0.7 s and a pause of at most
// 0.5 s + parking queue 2 × 0.5 s and a pause of at most 0.5 s = 4.2 s. The sender waits for 5 s.

export const handler = createHandler({
  secrets: new CachedSigningSecrets(
    async () => (await import('./secrets-manager')).readStoredSecret(environment.SIGNING_SECRET_ARN),
    (error) => observability.warn('The signing secret could not be read', errorDetails(error)),
  ),
  bus: new EventBridgeBus(
    new EventBridgeClient(boundedBy({ attempts: 2, connectionTimeoutMs: 500, requestTimeoutMs: 700 })),
    environment.EVENT_BUS_NAME,
  ),
  parking: {
    park: async (event) => {
      queue ??= new (await import('./sqs-parking-queue')).SqsParkingQueue(environment.PARKING_QUEUE_URL);
      await queue.park(event);
    },
  },
  bodyLimitBytes: environment.BODY_LIMIT_BYTES,
  observability,
});
