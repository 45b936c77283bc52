// A console on filled tables of a dynalite of its own, and requests to it.
import { type IncomingHttpHeaders, request } from 'node:http';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Assets } from '../../../lib/console/assets';
import { serveConsole } from '../../../lib/console/serve';
import { localSource, type Source } from '../../../lib/console/source';
import { generateHistory } from '../../../lib/simulator/history';
import { Dynalite } from '../dynalite';
import { type SettledTables, settledTables } from '../oracle/settled';
import { createNamedTables, putTables } from './filled-tables';

/** What a console answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A console to test. */
export interface ConsoleTarget {
  readonly port: number;
  readonly dynamoDb: DynamoDBClient;
  /** Errors that nobody foresaw. */
  readonly faults: readonly unknown[];
  /** Asks as any program may. */
  ask(path: string, options?: AskOptions): Promise<Answer>;
  /** The JSON of an answer that must be 200. */
  json(path: string, headers?: Readonly<Record<string, string>>): Promise<unknown>;
  stop(): Promise<void>;
}

/** How to ask. */
export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a console target may have of its own. */
export interface ConsoleTargetOptions {
  readonly assets?: () => Promise<Assets>;
  readonly source?: (local: Source) => Promise<Source>;
}

const noPages: () => Promise<Assets> = async () =>
  new Map([['index.html', { type: 'text/html', text: '<!doctype html><title>the page</title>' }]]);

/** Starts a console on tables that are empty. */
export const startConsoleTarget = async ({
  assets = noPages,
  source = async (local) => local,
}: ConsoleTargetOptions = {}): Promise<ConsoleTarget> => {
  const dynalite = await Dynalite.start();
  await createNamedTables(dynalite.client);
  const faults: unknown[] = [];
  const running = await serveConsole(0, {
    source: () => source(localSource(dynalite.client)),
    assets,
    onFault: (error) => faults.push(error),
  });
  const ask = (path: string, { method = 'GET', headers = {} }: AskOptions = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port: running.port, path, method, headers, agent: false },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
          );
        },
      );
      sent.on('error', reject).end();
    });
  return {
    port: running.port,
    dynamoDb: dynalite.client,
    faults,
    ask,
    json: async (path, headers = {}) => {
      const { status, text } = await ask(path, { headers });
      if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
      return JSON.parse(text);
    },
    stop: async () => {
      await running.close();
      await dynalite.close();
    },
  };
};

/** `eventType` of the notification that ends a channel. */
const DESTROY = 102;

const settings = { ignoredChannels: ['test_webhook'], retentionDays: 90, openRetentionDays: 365 };

/** What the tables hold after a simulated history of which some notifications were lost; put into the tables. */
export const fillWithHistory = async (
  dynamoDb: DynamoDBClient,
  { seed, channels, users, streams }: { seed: number; channels: number; users: number; streams: number },
): Promise<SettledTables> => {
  const told = generateHistory({ seed, now: Date.now(), channels, users, streams }).filter(
    ({ eventType }, index) => index % 17 !== 3 && !(eventType === DESTROY && index % 3 === 0),
  );
  const tables = settledTables(told, settings, { emptyMinutes: 15, silentHours: 0, quietMs: 1_800_000 });
  await putTables(dynamoDb, tables);
  return tables;
};
