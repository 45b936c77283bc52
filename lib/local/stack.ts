// The whole bundle on one machine: the functions that are deployed, with this folder's parts around them.
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type * as v from 'valibot';
import { cdnStreamSchema } from '../../functions/cdn-streams/cdn-stream';
import { createHandler as createCdnStreams } from '../../functions/cdn-streams/handler';
import { DynamoLifeIndex } from '../../functions/channel-reports/dynamo-life-index';
import { createHandler as createChannelReports } from '../../functions/channel-reports/handler';
import { channelReportSchema } from '../../functions/channel-reports/report-item';
import { eventPatterns } from '../../functions/contract/events';
import { createHandler as createIngest } from '../../functions/ingest/handler';
import { NOTIFICATIONS_METHODS, NOTIFICATIONS_PATH } from '../../functions/ingest/routes';
import { channelSessionSchema } from '../../functions/rtc-sessions/channel-session';
import { createHandler as createRtcSessions } from '../../functions/rtc-sessions/handler';
import { userSessionSchema } from '../../functions/rtc-sessions/user-session';
import { DynamoTable } from '../../functions/shared/dynamo-table';
import type { Observability } from '../../functions/shared/observability';
import type { Revisioned } from '../../functions/shared/projection-store';
import { defaults } from '../defaults';
import { type TableName, tableDefinitions } from '../tables';
import { createHttpApi } from './http-api';
import { LocalBus } from './local-bus';
import type { LocalConfig } from './local-config';
import { localDynamoDb } from './local-dynamodb';
import { LocalReports } from './local-reports';
import { createTables, scanChannels } from './local-tables';
import { assertPortsFree, listen, type NamedPort } from './ports';
import { ProjectionQueue } from './projection-queue';
import { folderFailure, portsFailure } from './startup-failures';
import { startThread, ThreadError } from './thread';

/** A running embedded stack. */
export interface LocalStack {
  /** Answers what has begun, then closes everything. */
  stop(): Promise<void>;
}

/** Where the embedded stack reports to. */
export interface LocalStackOptions {
  /** Told of what a person should know: one line of text each. */
  readonly report: (problem: string) => void;
  /** Told when a part ends by itself, so that the stack is of no more use. */
  readonly onCrash: (error: Error) => void;
}

/** How long requests may take to end once the stack stops, in milliseconds. */
const STOP_TIMEOUT_MS = 10_000;

/**
 * Starts everything, on this machine only.
 *
 * @throws CommandFailure that says in one line what to change
 */
export const startLocalStack = async (
  config: LocalConfig,
  { report, onCrash }: LocalStackOptions,
): Promise<LocalStack> => {
  const { port, dynamodbPort, consolePort, tablesPort, dataDir } = config;
  const ports = {
    api: { variable: 'PORT', port },
    database: { variable: 'DYNAMODB_PORT', port: dynamodbPort },
    console: consolePort === undefined ? undefined : { variable: 'CONSOLE_PORT', port: consolePort },
    tables: tablesPort === undefined ? undefined : { variable: 'TABLES_PORT', port: tablesPort },
  };
  await assertPortsFree(Object.values(ports).filter((named) => named !== undefined));
  /** What is to be closed, in the order in which it was opened. */
  const closers: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
  };
  const startService = async (file: string, named: NamedPort, input: object) => {
    const data = { port: named.port, ...input };
    const thread = await startThread(new URL(file, import.meta.url), data, onCrash).catch(
      (error: unknown) => {
        const isTaken = error instanceof ThreadError && error.syscall === 'listen';
        throw isTaken ? portsFailure([{ ...named, error }]) : error;
      },
    );
    closers.push(() => thread.close());
  };
  try {
    // A processor core to itself.
    await startService('./database-thread.ts', ports.database, { dataDir }).catch((error: unknown) => {
      throw error instanceof ThreadError && dataDir !== undefined ? folderFailure(dataDir, error) : error;
    });
    const client = localDynamoDb(dynamodbPort);
    closers.push(async () => client.destroy());
    await createTables(client);
    if (ports.console !== undefined) {
      await startService('./console-thread.ts', ports.console, { dynamodbPort });
    }
    if (ports.tables !== undefined) {
      await startService('./tables-thread.ts', ports.tables, { dynamodbPort });
    }
    const { api, reports } = createApi(config, client, report);
    closers.push(() => reports.stop());
    await listen(api, ports.api);
    closers.push(() => closeServer(api));
    reports
      .start()
      .catch((error: unknown) => onCrash(error instanceof Error ? error : new Error(String(error))));
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** The endpoint, the bus, the projections and the reports, wired as the deployed stack wires them. */
const createApi = (
  config: LocalConfig,
  client: DynamoDBClient,
  report: (problem: string) => void,
): { readonly api: Server; readonly reports: LocalReports } => {
  const { secrets } = config;
  const settings = defaults;
  const observability = reportProblems(report);
  const table = <Item extends Revisioned>(name: TableName, schema: v.GenericSchema<unknown, Item>) =>
    new DynamoTable(client, name, tableDefinitions[name].partitionKey, schema);
  // The handler needs the tables, whose writes feed it: it is there before the first of them.
  const reports = new LocalReports({
    handler: (event, context) => channelReports(event, context),
    channels: () => scanChannels(client),
    dataDir: config.dataDir,
    report,
  });
  const tables = {
    channelSessions: reports.observed(table('ChannelSessions', channelSessionSchema), ({ channelSId }) => ({
      channelSId,
    })),
    userSessions: reports.observed(table('UserSessions', userSessionSchema), ({ channelSId }) => ({
      channelSId,
    })),
    cdnStreams: reports.observed(table('CdnStreams', cdnStreamSchema), ({ channel, stream }) => ({
      channel,
      stream,
    })),
  };
  const rtcSessions = createRtcSessions({
    ...tables,
    settings,
    observability,
  });
  const cdnStreams = createCdnStreams({ ...tables, settings, observability });
  const bus = new LocalBus([
    { pattern: eventPatterns.rtc, queue: new ProjectionQueue('rtc-sessions', rtcSessions) },
    { pattern: eventPatterns.cdn, queue: new ProjectionQueue('cdn-streams', cdnStreams) },
  ]);
  const channelReports = createChannelReports({
    tables: { ...tables, channelReports: table('ChannelReports', channelReportSchema) },
    index: new DynamoLifeIndex(client, {
      channelSessions: 'ChannelSessions',
      channelReports: 'ChannelReports',
    }),
    bus,
    settings: { ...settings, ...config },
    observability,
    now: Date.now,
  });
  const ingest = createIngest({
    secrets: { current: async () => secrets, refreshed: async () => secrets },
    bus,
    bodyLimitBytes: settings.bodyLimitBytes,
    ignoredChannels: settings.ignoredChannels,
    observability,
  });
  const api = createHttpApi({
    path: NOTIFICATIONS_PATH,
    methods: NOTIFICATIONS_METHODS,
    handler: ingest,
    bodyCapBytes: settings.bodyLimitBytes * 2,
    onFault: (error) => report(`A request failed: ${error instanceof Error ? error.stack : String(error)}`),
  });
  return { api, reports };
};

/** Metrics have nobody to read them here; warnings and errors are told. */
const reportProblems = (report: (problem: string) => void): Observability => {
  const tell = (message: string, details: Readonly<Record<string, unknown>>) =>
    report(`${message} ${JSON.stringify(details)}`);
  return { emit: () => {}, warn: tell, error: tell };
};

const closeServer = async (server: Server): Promise<void> => {
  const timer = setTimeout(() => server.closeAllConnections(), STOP_TIMEOUT_MS);
  server.close();
  await once(server, 'close');
  clearTimeout(timer);
};
