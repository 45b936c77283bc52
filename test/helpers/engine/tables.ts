// The tables of a deployed stack: their names, and how they are emptied.
import { BatchWriteItemCommand, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { readTable, type TableNames } from '../read-tables';
import type { Outputs } from './deployment';

/** Most items that one BatchWriteItem takes. */
const BATCH = 25;

/** The tables' names, from the stack's outputs. */
export const tableNames = (outputs: Outputs): TableNames => ({
  channelSessions: outputs.ChannelSessionsTable,
  userSessions: outputs.UserSessionsTable,
  cdnStreams: outputs.CdnStreamsTable,
});

/** Deletes all items of the three tables. */
export const emptyTables = async (dynamoDb: DynamoDBClient, outputs: Outputs): Promise<void> => {
  for (const table of Object.values(tableNames(outputs))) {
    const keys = await keyNames(dynamoDb, table);
    const items = await readTable(dynamoDb, table);
    for (let from = 0; from < items.length; from += BATCH) {
      const requests = items.slice(from, from + BATCH).map((item) => {
        const key = Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name)));
        return { DeleteRequest: { Key: marshall(key) } };
      });
      const answer = await dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
      if (Object.keys(answer.UnprocessedItems ?? {}).length > 0) throw new Error(`could not empty ${table}`);
    }
  }
};

const keyNames = async (dynamoDb: DynamoDBClient, table: string): Promise<string[]> => {
  const { Table: description } = await dynamoDb.send(new DescribeTableCommand({ TableName: table }));
  return (description?.KeySchema ?? []).map(({ AttributeName: name }) => name ?? '');
};
