// The Lambda entry of the CDN projection.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { boundedBy, callBounds } from '../shared/aws-clients';
import { DynamoTable } from '../shared/dynamo-table';
import { nonEmptyText, projectionVariables, readEnvironment } from '../shared/environment';
import { createObservability } from '../shared/observability';
import { cdnStreamSchema } from './cdn-stream';
import { createHandler } from './handler';

const environment = readEnvironment({
  CDN_STREAMS_TABLE: nonEmptyText,
  ...projectionVariables,
});
const client = new DynamoDBClient(boundedBy(callBounds.dynamoDb));

export const handler = createHandler({
  cdnStreams: new DynamoTable(client, environment.CDN_STREAMS_TABLE, 'channel', cdnStreamSchema),
  settings: {
    retentionDays: environment.RETENTION_DAYS,
    openRetentionDays: environment.OPEN_RETENTION_DAYS,
    ignoredChannels: environment.IGNORED_CHANNELS,
  },
  observability: createObservability(),
});
