// What one count of a channel takes of the deployed function of the channel reports, warm.
import { pathToFileURL } from 'node:url';
import { channelSessionSchema } from '../../functions/rtc-sessions/channel-session';
import { userSessionSchema } from '../../functions/rtc-sessions/user-session';
import { DynamoTable } from '../../functions/shared/dynamo-table';
import { functionLimits } from '../../lib/function-limits';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { bundleOf } from '../../tools/build/function-bundles';
import { captureOutput, divertOutput } from '../helpers/captured-output';
import { cpuOf } from './bench';
import { startDynamoDb } from './dynamodb-process';
import { assumptions } from './prices';
import type { Reporting } from './reporting';

/** What one count takes. */
export interface CountUse {
  readonly cpuMs: number;
  /** Of the one metric line that an invocation writes, with what is billed besides. */
  readonly logBytes: number;
}

/** Counts channels of a played history for the first time, one in each invocation; the first half warms up. */
export const countUse = async ({ tables }: Reporting, channels: number): Promise<CountUse> => {
  const database = await startDynamoDb();
  const client = localDynamoDb(database.port);
  try {
    const channelSessions = new DynamoTable(client, 'ChannelSessions', 'channelSId', channelSessionSchema);
    const userSessions = new DynamoTable(client, 'UserSessions', 'channelSId', userSessionSchema);
    const lives = tables.ChannelSessions.memory.items().slice(0, channels);
    for (const life of lives) {
      await channelSessions.put(life, undefined);
      for await (const page of tables.UserSessions.memory.query(life.channelSId)) {
        await Promise.all(page.map((stay) => userSessions.put(stay, undefined)));
      }
    }
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_ENDPOINT_URL: database.url,
      CHANNEL_SESSIONS_TABLE: 'ChannelSessions',
      USER_SESSIONS_TABLE: 'UserSessions',
      CDN_STREAMS_TABLE: 'CdnStreams',
      CHANNEL_REPORTS_TABLE: 'ChannelReports',
      EVENT_BUS_NAME: 'bench',
      RETENTION_DAYS: '90',
      OPEN_RETENTION_DAYS: '3653',
      EMPTY_MINUTES: '15',
      SILENT_HOURS: '0',
      COUNT_EVENTS: 'false',
      POWERTOOLS_SERVICE_NAME: 'channel-reports',
      POWERTOOLS_METRICS_NAMESPACE: 'Bench',
      POWERTOOLS_LOG_LEVEL: 'WARN',
    });
    const { handler } = await import(pathToFileURL(bundleOf('channel-reports')).href);
    const invoke = async (some: typeof lives) => {
      for (const { channelSId } of some) {
        const Keys = { channelSId: { S: channelSId }, uSId: { S: 'any' } };
        await handler(
          { Records: [{ eventName: 'MODIFY', dynamodb: { Keys } }] },
          { getRemainingTimeInMillis: () => functionLimits['channel-reports'].timeoutMs },
        );
      }
    };
    const half = Math.floor(lives.length / 2);
    await divertOutput(() => invoke(lives.slice(0, half)));
    const measured = lives.slice(half);
    const { result, output } = await captureOutput(() => cpuOf(() => invoke(measured)));
    const bytes = Buffer.byteLength(output) + output.split('\n').length * assumptions.logLineOverheadBytes;
    return { cpuMs: result / 1000 / measured.length, logBytes: bytes / measured.length };
  } finally {
    client.destroy();
    await database.stop();
  }
};
