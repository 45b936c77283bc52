// All items of the three tables, read with the SDK.
import { setTimeout as sleep } from 'node:timers/promises';
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from './oracle';
import type { Tables } from './target';

/** Names of the three tables, by what they hold. */
export type TableNames = Readonly<Record<keyof Tables, string>>;

/** The names in the embedded stack. */
export const localTableNames: TableNames = {
  channelSessions: 'ChannelSessions',
  userSessions: 'UserSessions',
  cdnStreams: 'CdnStreams',
};

/** Reads a whole table, or a whole index of it. */
export const readTable = async (
  client: DynamoDBClient,
  TableName: string,
  IndexName?: string,
): Promise<Item[]> => {
  const items: Item[] = [];
  const pages = paginateScan(
    { client },
    IndexName === undefined ? { TableName, ConsistentRead: true } : { TableName, IndexName },
  );
  for await (const { Items = [] } of pages) items.push(...Items.map((item) => unmarshall(item)));
  return items;
};

/** Reads all three. */
export const readTables = async (client: DynamoDBClient, names: TableNames): Promise<Tables> => ({
  channelSessions: await readTable(client, names.channelSessions),
  userSessions: await readTable(client, names.userSessions),
  cdnStreams: await readTable(client, names.cdnStreams),
});

/**
 * Reads until two reads some time apart are the same: the counts follow what was told a little later.
 *
 * @param restMs - how long nothing must have changed
 */
export const tablesAtRest = async (read: () => Promise<Tables>, restMs: number): Promise<Tables> => {
  for (let before = await read(); ; ) {
    await sleep(restMs);
    const now = await read();
    if (JSON.stringify(now) === JSON.stringify(before)) return now;
    before = now;
  }
};
