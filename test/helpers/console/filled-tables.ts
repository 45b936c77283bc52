// Tables of a dynalite, filled with whatever items a test wants.
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createTableInput } from '../../../lib/local/local-tables';
import { type TableName, tableDefinitions, tableNames } from '../../../lib/tables';
import type { Item } from '../oracle';
import type { SettledTables } from '../oracle/settled';

/** Most items that DynamoDB takes in one call. */
const BATCH = 25;

/** Makes the tables under their own names. */
export const createNamedTables = async (client: DynamoDBClient): Promise<void> => {
  for (const table of tableNames) {
    await client.send(new CreateTableCommand(createTableInput(table, tableDefinitions[table])));
  }
};

/** Puts items into a table, over those that are there. */
export const putItems = async (
  client: DynamoDBClient,
  table: TableName,
  items: readonly Item[],
): Promise<void> => {
  for (let start = 0; start < items.length; start += BATCH) {
    let unwritten: WriteRequest[] = items
      .slice(start, start + BATCH)
      .map((item) => ({ PutRequest: { Item: marshall(item) } }));
    while (unwritten.length > 0) {
      const { UnprocessedItems: left } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: unwritten } }),
      );
      unwritten = left?.[table] ?? [];
    }
  }
};

/** Puts the items of all tables. */
export const putTables = async (client: DynamoDBClient, tables: SettledTables): Promise<void> => {
  await putItems(client, 'ChannelSessions', tables.channelSessions);
  await putItems(client, 'UserSessions', tables.userSessions);
  await putItems(client, 'CdnStreams', tables.cdnStreams);
  await putItems(client, 'ChannelReports', tables.channelReports);
};
