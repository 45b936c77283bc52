// A real DynamoDB API in this process: dynalite in memory, with the tables of the definitions.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type DynamoDBClient,
  ScanCommand,
  type ScanCommandInput,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import dynalite from 'dynalite';
import { type CdnStream, cdnStreamSchema } from '../../functions/cdn-streams/cdn-stream';
import { DynamoLifeIndex } from '../../functions/channel-reports/dynamo-life-index';
import { type ChannelReport, channelReportSchema } from '../../functions/channel-reports/report-item';
import type { LifeIndex } from '../../functions/channel-reports/report-tables';
import { type ChannelSession, channelSessionSchema } from '../../functions/rtc-sessions/channel-session';
import { type UserSession, userSessionSchema } from '../../functions/rtc-sessions/user-session';
import { DynamoTable } from '../../functions/shared/dynamo-table';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { createTableInput } from '../../lib/local/local-tables';
import { type TableName, tableDefinitions, tableNames } from '../../lib/tables';
import type { Item } from './oracle';
import type { SettledTables } from './oracle/settled';

/** The product's tables and indexes in dynalite, and a look at all that they hold. */
export interface DynaliteTables {
  readonly channelSessions: DynamoTable<ChannelSession>;
  readonly userSessions: DynamoTable<UserSession>;
  readonly cdnStreams: DynamoTable<CdnStream>;
  readonly channelReports: DynamoTable<ChannelReport>;
  readonly index: LifeIndex;
  /** The tables' names in dynalite. */
  readonly names: Readonly<Record<TableName, string>>;
  /** Every item of the table as it is stored, read by a scan. */
  scan(table: TableName): Promise<Item[]>;
  /** Every item of every table. */
  readAll(): Promise<SettledTables>;
}

/** A running dynalite. */
export class Dynalite {
  #sets = 0;

  private constructor(
    readonly client: DynamoDBClient,
    private readonly stop: () => Promise<void>,
  ) {}

  /** Starts one on a free port of 127.0.0.1. */
  static async start(): Promise<Dynalite> {
    const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = addressOf(server.address());
    const client = localDynamoDb(port);
    return new Dynalite(client, async () => {
      client.destroy();
      const closed = new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      });
      server.closeAllConnections();
      await closed;
    });
  }

  /** Makes a new set of the tables, empty. */
  async createTables(): Promise<DynaliteTables> {
    const { client } = this;
    const set = this.#sets++;
    const nameOf = (table: TableName) => `${table}-${set}`;
    for (const table of tableNames) {
      await client.send(new CreateTableCommand(createTableInput(nameOf(table), tableDefinitions[table])));
    }
    const partitionKeyOf = (table: TableName) => tableDefinitions[table].partitionKey;
    const scan = async (table: TableName): Promise<Item[]> => {
      const items: Item[] = [];
      let start: Pick<ScanCommandInput, 'ExclusiveStartKey'> | undefined = {};
      do {
        const page: ScanCommandOutput = await client.send(
          new ScanCommand({ TableName: nameOf(table), ...start }),
        );
        for (const item of page.Items ?? []) items.push(unmarshall(item));
        start = page.LastEvaluatedKey && { ExclusiveStartKey: page.LastEvaluatedKey };
      } while (start !== undefined);
      return items;
    };
    return {
      channelSessions: new DynamoTable(
        client,
        nameOf('ChannelSessions'),
        partitionKeyOf('ChannelSessions'),
        channelSessionSchema,
      ),
      userSessions: new DynamoTable(
        client,
        nameOf('UserSessions'),
        partitionKeyOf('UserSessions'),
        userSessionSchema,
      ),
      cdnStreams: new DynamoTable(
        client,
        nameOf('CdnStreams'),
        partitionKeyOf('CdnStreams'),
        cdnStreamSchema,
      ),
      channelReports: new DynamoTable(
        client,
        nameOf('ChannelReports'),
        partitionKeyOf('ChannelReports'),
        channelReportSchema,
      ),
      index: new DynamoLifeIndex(client, {
        channelSessions: nameOf('ChannelSessions'),
        channelReports: nameOf('ChannelReports'),
      }),
      scan,
      readAll: async () => ({
        channelSessions: await scan('ChannelSessions'),
        userSessions: await scan('UserSessions'),
        cdnStreams: await scan('CdnStreams'),
        channelReports: await scan('ChannelReports'),
      }),
      names: {
        ChannelSessions: nameOf('ChannelSessions'),
        UserSessions: nameOf('UserSessions'),
        CdnStreams: nameOf('CdnStreams'),
        ChannelReports: nameOf('ChannelReports'),
      },
    };
  }

  /** Stops it; its contents are gone. */
  close(): Promise<void> {
    return this.stop();
  }
}

const addressOf = (address: AddressInfo | string | null): AddressInfo => {
  if (address === null || typeof address === 'string') throw new TypeError('dynalite listens on no port');
  return address;
};
