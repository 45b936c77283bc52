// The Lambda entry of the parking queue.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as v from 'valibot';
import { boundedBy } from '../shared/aws-clients';
import { readEnvironment } from '../shared/environment';
import { EventBridgeBus } from '../shared/event-bridge-bus';
import { createObservability } from '../shared/observability';
import { createHandler } from './handler';

const environment = readEnvironment({ EVENT_BUS_NAME: v.pipe(v.string(), v.nonEmpty()) });

export const handler = createHandler({
  bus: new EventBridgeBus(
    // Ten calls at most, of 256 KiB each, given up after 5 s each: the function ends before its time.
    new EventBridgeClient(boundedBy({ attempts: 2, connectionTimeoutMs: 1_000, requestTimeoutMs: 2_000 })),
    environment.EVENT_BUS_NAME,
  ),
  observability: createObservability(),
});
