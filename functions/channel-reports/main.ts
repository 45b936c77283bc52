// The Lambda entry of the channel reports.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as v from 'valibot';
import { cdnStreamSchema } from '../cdn-streams/cdn-stream';
import { channelSessionSchema } from '../rtc-sessions/channel-session';
import { userSessionSchema } from '../rtc-sessions/user-session';
import { boundedBy, callBounds } from '../shared/aws-clients';
import { DynamoTable } from '../shared/dynamo-table';
import { nonEmptyText, positiveInteger, readEnvironment } from '../shared/environment';
import { EventBridgeBus } from '../shared/event-bridge-bus';
import { createObservability } from '../shared/observability';
import { DynamoLifeIndex } from './dynamo-life-index';
import { createHandler } from './handler';
import { channelReportSchema } from './report-item';

const amount = v.pipe(
  v.string(),
  v.regex(/^\d+(\.\d+)?$/, 'expected a number, 0 or more'),
  v.transform(Number),
);

const environment = readEnvironment({
  CHANNEL_SESSIONS_TABLE: nonEmptyText,
  USER_SESSIONS_TABLE: nonEmptyText,
  CDN_STREAMS_TABLE: nonEmptyText,
  CHANNEL_REPORTS_TABLE: nonEmptyText,
  EVENT_BUS_NAME: nonEmptyText,
  RETENTION_DAYS: positiveInteger,
  OPEN_RETENTION_DAYS: positiveInteger,
  EMPTY_MINUTES: amount,
  SILENT_HOURS: amount,
  COUNT_EVENTS: v.pipe(
    v.picklist(['true', 'false']),
    v.transform((text) => text === 'true'),
  ),
});
const client = new DynamoDBClient(boundedBy(callBounds.dynamoDb));
const { CHANNEL_SESSIONS_TABLE, USER_SESSIONS_TABLE, CDN_STREAMS_TABLE, CHANNEL_REPORTS_TABLE } = environment;

export const handler = createHandler({
  tables: {
    channelSessions: new DynamoTable(client, CHANNEL_SESSIONS_TABLE, 'channelSId', channelSessionSchema),
    userSessions: new DynamoTable(client, USER_SESSIONS_TABLE, 'channelSId', userSessionSchema),
    cdnStreams: new DynamoTable(client, CDN_STREAMS_TABLE, 'channel', cdnStreamSchema),
    channelReports: new DynamoTable(client, CHANNEL_REPORTS_TABLE, 'channelSId', channelReportSchema),
  },
  index: new DynamoLifeIndex(client, {
    channelSessions: CHANNEL_SESSIONS_TABLE,
    channelReports: CHANNEL_REPORTS_TABLE,
  }),
  bus: new EventBridgeBus(
    new EventBridgeClient(boundedBy(callBounds.republish)),
    environment.EVENT_BUS_NAME,
    callBounds.republish,
  ),
  settings: {
    retentionDays: environment.RETENTION_DAYS,
    openRetentionDays: environment.OPEN_RETENTION_DAYS,
    emptyMinutes: environment.EMPTY_MINUTES,
    silentHours: environment.SILENT_HOURS,
    countEvents: environment.COUNT_EVENTS,
  },
  observability: createObservability(),
  now: Date.now,
});
