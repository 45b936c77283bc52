// The Lambda entry of the parking queue.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as v from 'valibot';
import { boundedBy, callBounds } from '../shared/aws-clients';
import { readEnvironment } from '../shared/environment';
import { EventBridgeBus } from '../shared/event-bridge-bus';
import { createObservability } from '../shared/observability';
import { createHandler } from './handler';

const environment = readEnvironment({ EVENT_BUS_NAME: v.pipe(v.string(), v.nonEmpty()) });

const bounds = callBounds.republish;

export const handler = createHandler({
  bus: new EventBridgeBus(new EventBridgeClient(boundedBy(bounds)), environment.EVENT_BUS_NAME, bounds),
  observability: createObservability(),
});
