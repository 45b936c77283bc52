// The handler of the channel reports over the tables of the embedded DynamoDB.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { cdnStreamSchema } from '../../functions/cdn-streams/cdn-stream';
import { DynamoLifeIndex } from '../../functions/channel-reports/dynamo-life-index';
import { createHandler } from '../../functions/channel-reports/handler';
import { channelReportSchema } from '../../functions/channel-reports/report-item';
import { channelSessionSchema } from '../../functions/rtc-sessions/channel-session';
import { userSessionSchema } from '../../functions/rtc-sessions/user-session';
import { DynamoTable } from '../../functions/shared/dynamo-table';
import { defaults } from '../defaults';
import type { LocalConfig } from './local-config';
import type { ReportsHandler } from './local-reports';

/**
 * Makes a handler beside that of a running `npm start`: both end in the same state. Its events go nowhere, as nobody
 * on this machine has a rule for them.
 *
 * @param report - told of what a person should know
 */
export const createLocalReports = (
  client: DynamoDBClient,
  config: Pick<LocalConfig, 'emptyMinutes' | 'silentHours' | 'countEvents'>,
  report: (problem: string) => void,
): ReportsHandler => {
  const tell = (message: string, details: Readonly<Record<string, unknown>>) =>
    report(`${message} ${JSON.stringify(details)}`);
  return createHandler({
    tables: {
      channelSessions: new DynamoTable(client, 'ChannelSessions', 'channelSId', channelSessionSchema),
      userSessions: new DynamoTable(client, 'UserSessions', 'channelSId', userSessionSchema),
      cdnStreams: new DynamoTable(client, 'CdnStreams', 'channel', cdnStreamSchema),
      channelReports: new DynamoTable(client, 'ChannelReports', 'channelSId', channelReportSchema),
    },
    index: new DynamoLifeIndex(client, {
      channelSessions: 'ChannelSessions',
      channelReports: 'ChannelReports',
    }),
    bus: { put: async () => {} },
    settings: { ...defaults, ...config },
    observability: { emit: () => {}, warn: tell, error: tell },
    now: Date.now,
  });
};
