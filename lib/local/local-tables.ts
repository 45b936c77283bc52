// Makes the tables in the embedded DynamoDB, from the definitions that the deployed stack is made from.
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ListTablesCommand,
  paginateScan,
  type TableDescription,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { CommandFailure } from '../command-line/command-failure';
import { type TableDefinition, type TableName, tableDefinitions } from '../tables';

/** The request that makes a table. TTL and stream are left out: nothing expires here, and there are no streams. */
export const createTableInput = (
  name: string,
  { partitionKey, sortKey, indexes }: TableDefinition,
): CreateTableCommandInput & Pick<TableDescription, 'GlobalSecondaryIndexes'> => {
  const attributes = new Map<string, 'S' | 'N'>();
  const keySchema = (partition: string, sort?: string, sortType: 'S' | 'N' = 'S') => {
    attributes.set(partition, 'S');
    if (sort !== undefined) attributes.set(sort, sortType);
    return [
      { AttributeName: partition, KeyType: 'HASH' as const },
      ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
    ];
  };
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(partitionKey, sortKey),
    GlobalSecondaryIndexes: indexes.map((index) => ({
      IndexName: index.indexName,
      KeySchema: keySchema(index.partitionKey, index.sortKey, index.sortKeyType === 'number' ? 'N' : 'S'),
      Projection: { ProjectionType: index.keysOnly ? ('KEYS_ONLY' as const) : ('ALL' as const) },
    })),
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
  };
};

/**
 * Makes the tables that are not there yet.
 *
 * @throws CommandFailure where one is there with other keys or indexes: an older version has made it
 */
export const createTables = async (client: DynamoDBClient): Promise<void> => {
  const { TableNames: existing = [] } = await client.send(new ListTablesCommand({}));
  for (const [name, definition] of Object.entries<TableDefinition>(tableDefinitions)) {
    const input = createTableInput(name, definition);
    if (!existing.includes(name)) {
      await client.send(new CreateTableCommand(input));
      await waitUntilTableExists(
        { client, maxWaitTime: 10, minDelay: 0.02, maxDelay: 0.1 },
        { TableName: name },
      );
      continue;
    }
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (shapeOf(Table) !== shapeOf(input)) {
      throw new CommandFailure(
        `The data folder (DATA_DIR) holds a table ${name} of another version: delete the folder, ` +
          'or choose another one: DATA_DIR=/path/to/folder npm start',
      );
    }
  }
};

const storedChannel = v.object({
  channelSId: v.string(),
  status: v.string(),
  destroyedAt: v.optional(v.string()),
});

/** Every channel of the table, page by page, as far as {@link storedChannel} says. */
export async function* scanChannels(
  client: DynamoDBClient,
): AsyncGenerator<readonly v.InferOutput<typeof storedChannel>[]> {
  const pages = paginateScan({ client }, { TableName: 'ChannelSessions' satisfies TableName });
  for await (const { Items = [] } of pages)
    yield Items.map((item) => v.parse(storedChannel, unmarshall(item)));
}

/** Keys and indexes of a table as one comparable text. */
const shapeOf = (
  table: Pick<TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes'> | undefined,
): string => {
  const keysOf = (keySchema: TableDescription['KeySchema']) =>
    keySchema?.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`);
  const indexes = table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema }) => [
    IndexName,
    keysOf(KeySchema),
  ]);
  return JSON.stringify([keysOf(table?.KeySchema), indexes?.map((index) => JSON.stringify(index)).sort()]);
};
