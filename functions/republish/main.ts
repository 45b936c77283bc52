// The Lambda entry of the parking queue.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as v from 'valibot';
import { boundedBy, type CallBounds } from '../shared/aws-clients';
import { readEnvironment } from '../shared/environment';
import { EventBridgeBus } from '../shared/event-bridge-bus';
import { createObservability } from '../shared/observability';
import { createHandler } from './handler';

const environment = readEnvironment({ EVENT_BUS_NAME: v.pipe(v.string(), v.nonEmpty()) });

// Ten calls at most, of 256 KiB each: the function ends before its time.
const BUS_CALLS: CallBounds = {
  attempts: 2,
  requestTimeoutMs: 2_000,
  callTimeoutMs: 5_000,
};

export const handler = createHandler({
  bus: new EventBridgeBus(new EventBridgeClient(boundedBy(BUS_CALLS)), environment.EVENT_BUS_NAME, BUS_CALLS),
  observability: createObservability(),
});
