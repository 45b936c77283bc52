// The Lambda entry of the endpoint.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as v from 'valibot';
import { boundedBy, type CallBounds } from '../shared/aws-clients';
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

// The worst case, on a cold start with everything hanging: each call is given up in time, whatever the SDK would
// still wait for. Secret 1.1 s + bus 1.7 s + parking queue 1.3 s = 4.1 s. The sender waits for 5 s.
const BUS_CALLS: CallBounds = {
  attempts: 2,
  requestTimeoutMs: 700,
  callTimeoutMs: 1_700,
};

export const handler = createHandler({
  secrets: new CachedSigningSecrets(
    () => readStoredSecret(environment.SIGNING_SECRET_ARN),
    (error) => observability.warn('The signing secret could not be read', errorDetails(error)),
  ),
  bus: new EventBridgeBus(new EventBridgeClient(boundedBy(BUS_CALLS)), environment.EVENT_BUS_NAME, BUS_CALLS),
  parking: {
    park: async (event) => {
      queue ??= new SqsParkingQueue(environment.PARKING_QUEUE_URL);
      await queue.park(event);
    },
  },
  bodyLimitBytes: environment.BODY_LIMIT_BYTES,
  observability,
});
