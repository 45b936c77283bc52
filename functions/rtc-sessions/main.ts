// The Lambda entry of the real-time communication projection.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { boundedBy, callBounds } from '../shared/aws-clients';
import { DynamoTable } from '../shared/dynamo-table';
import { nonEmptyText, projectionVariables, readEnvironment } from '../shared/environment';
import { createObservability } from '../shared/observability';
import { channelSessionSchema } from './channel-session';
import { createHandler } from './handler';
import { userSessionSchema } from './user-session';

const environment = readEnvironment({
  CHANNEL_SESSIONS_TABLE: nonEmptyText,
  USER_SESSIONS_TABLE: nonEmptyText,
  ...projectionVariables,
});
const client = new DynamoDBClient(boundedBy(callBounds.dynamoDb));

export const handler = createHandler({
  channelSessions: new DynamoTable(
    client,
    environment.CHANNEL_SESSIONS_TABLE,
    'channelSId',
    channelSessionSchema,
  ),
  userSessions: new DynamoTable(client, environment.USER_SESSIONS_TABLE, 'channelSId', userSessionSchema),
  settings: {
    retentionDays: environment.RETENTION_DAYS,
    openRetentionDays: environment.OPEN_RETENTION_DAYS,
    ignoredChannels: environment.IGNORED_CHANNELS,
  },
  observability: createObservability(),
});
