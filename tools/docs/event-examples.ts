// An example of every event: the sample of its notification, as EventBridge would deliver it.
import { readdirSync, readFileSync } from 'node:fs';
import { toBusEvent } from '../../functions/contract/events';
import { parseJson } from '../../functions/contract/json';
import { readEnvelope } from '../../functions/contract/notification';
import { recordingNotificationTypes } from '../../functions/contract/recording';
import { type EventDefinition, eventDefinitions, schemaName } from '../../lib/event-schemas';

const samplesFolder = new URL('../../test/fixtures/samples/', import.meta.url);

/** An event as EventBridge delivers it. */
export interface DeliveredEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/**
 * A notification as a rule on the bus receives it: through the contract to a bus event, then EventBridge's envelope.
 *
 * @param json - a notification as sent, fresh from parseJson
 * @throws TypeError where ingest would refuse it
 */
const deliveredEvent = (json: unknown): DeliveredEvent => {
  const reading = readEnvelope(json);
  if (!reading.usable) throw new TypeError(`${reading.issue.path}: ${reading.issue.message}`);
  const { source, detailType, time = new Date(0), detail } = toBusEvent(reading.envelope);
  return {
    version: '0',
    id: '0d7b1f5e-3c1a-4f0e-9a52-6f1c2d3e4b5a',
    'detail-type': detailType,
    source,
    account: '111122223333',
    time: time.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: 'us-east-1',
    resources: [],
    detail: JSON.parse(detail),
  };
};

/**
 * The example of each event, by the name of its schema: the first sample, in the order of their file names.
 *
 * @throws Error where an event has no sample
 */
export const readEventExamples = (): ReadonlyMap<string, DeliveredEvent> => {
  const files = readdirSync(samplesFolder).filter(
    (file) => file.endsWith('.json') && file !== 'signatures.json',
  );
  const samples = [...files.sort().map(readSample), ...recordingExamples()].map(deliveredEvent);
  return new Map(
    eventDefinitions.map((definition) => [schemaName(definition), exampleOf(definition, samples)]),
  );
};

const readSample = (file: string): unknown => parseJson(readFileSync(new URL(file, samplesFolder), 'utf8'));

/** An event type that none of the known ones is. */
const UNKNOWN_EVENT_TYPE = 999;

/** The common fields of a recording's events under each of their types: of most, no sample with details is known. */
const recordingExamples = (): unknown[] => {
  const { payload, ...envelope } = Object(readSample('other-40-recorder-started.json'));
  const { details: _, ...common } = Object(payload);
  return recordingNotificationTypes.map(({ eventType = UNKNOWN_EVENT_TYPE }) => ({
    ...envelope,
    noticeId: `ntc-r${eventType}`,
    eventType,
    payload: { ...common },
  }));
};

const exampleOf = (
  { source, detailType }: EventDefinition,
  samples: readonly DeliveredEvent[],
): DeliveredEvent => {
  const example = samples.find((event) => event.source === source && event['detail-type'] === detailType);
  if (example === undefined)
    throw new Error(`${source} ${detailType} has no sample in test/fixtures/samples: add one`);
  return example;
};
