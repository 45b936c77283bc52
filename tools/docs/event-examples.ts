// An example of every event: the sample of its notification, as EventBridge would deliver it.
import { readdirSync, readFileSync } from 'node:fs';
import { channelReport } from '../../functions/channel-reports/channel-report';
import { channelReportEvent, countChangedEvent } from '../../functions/channel-reports/report-events';
import { stayFacts } from '../../functions/channel-reports/stay-facts';
import { type BusEvent, toBusEvent } from '../../functions/contract/events';
import { parseJson } from '../../functions/contract/json';
import { readEnvelope } from '../../functions/contract/notification';
import { recordingNotificationTypes } from '../../functions/contract/recording';
import type { UserSession } from '../../functions/rtc-sessions/user-session';
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
  return delivered(toBusEvent(reading.envelope));
};

const delivered = ({ source, detailType, time = new Date(0), detail }: BusEvent): DeliveredEvent => ({
  version: '0',
  id: '0d7b1f5e-3c1a-4f0e-9a52-6f1c2d3e4b5a',
  'detail-type': detailType,
  source,
  account: '111122223333',
  time: time.toISOString().replace(/\.\d{3}Z$/, 'Z'),
  region: 'us-east-1',
  resources: [],
  detail: JSON.parse(detail),
});

/** A short life of the samples' channel: two users, of whom one's leave was lost. */
const reportExamples = (): BusEvent[] => {
  const stay = (uid: string, joinedAt: string): UserSession => ({
    channelSId: '6383f0a1b7e4',
    uSId: `9b1d6c02aa${uid}`,
    channelName: 'show68',
    uid,
    status: 'left',
    role: 'broadcaster',
    platform: 'Web',
    joinedAt,
    leftAt: '2022-11-22T10:00:04.000Z',
    leaveReason: uid === '52781' ? 'normal leave' : 'channel destroyed',
    ...(uid !== '52781' && { leaveInferred: true }),
    firstEventAt: joinedAt,
    lastEventAt: '2022-11-22T10:00:04.000Z',
    asOf: {},
    revision: 2,
    expiresAt: 1_676_887_204,
  });
  const stays = [stay('52781', '2022-11-22T10:00:01.000Z'), stay('60001', '2022-11-22T10:00:02.000Z')];
  const content = channelReport(
    {
      channelSId: '6383f0a1b7e4',
      channelName: 'show68',
      status: 'ended',
      createdAt: '2022-11-22T10:00:00.000Z',
      destroyedAt: '2022-11-22T10:00:04.000Z',
      durationSeconds: 4,
      firstEventAt: '2022-11-22T10:00:00.000Z',
      asOf: {},
      revision: 2,
      expiresAt: 1_676_887_204,
    },
    stays.map(stayFacts),
  );
  const report = { ...content, basis: 13, basisAt: '2022-11-22T10:00:05.000Z', revision: 1 };
  const live = { ...report, onlineUsers: 2, onlineBroadcasters: 2, basis: 6 };
  return [
    channelReportEvent(report, new Date('2022-11-22T10:01:05.000Z')),
    countChangedEvent(live, new Date('2022-11-22T10:00:03.000Z')),
  ];
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
  const samples = [
    ...[...files.sort().map(readSample), ...recordingExamples()].map(deliveredEvent),
    ...reportExamples().map(delivered),
  ];
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
