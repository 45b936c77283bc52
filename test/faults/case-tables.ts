// The three tables of one case, under names of their own.
import {
  CreateTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { isJsonObject } from '../../functions/contract/json';
import { createTableInput } from '../../lib/local/local-tables';
import { type TableDefinition, type TableName, tableDefinitions } from '../../lib/tables';
import type { AwsCall } from '../helpers/aws-stub-server/aws-call';
import type { Item } from '../helpers/oracle';
import { readTables } from '../helpers/read-tables';
import type { Tables } from '../helpers/target';

/** Tables that no other case uses. */
export class CaseTables {
  private constructor(
    private readonly client: DynamoDBClient,
    private readonly id: string,
  ) {}

  /** Makes them. */
  static async create(client: DynamoDBClient, id: string): Promise<CaseTables> {
    const tables = new CaseTables(client, id);
    for (const [name, definition] of Object.entries<TableDefinition>(tableDefinitions)) {
      const TableName = `${id}-${name}`;
      await client.send(new CreateTableCommand(createTableInput(TableName, definition)));
      await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 }, { TableName });
    }
    return tables;
  }

  /** A table's name in this case. */
  nameOf(table: TableName): string {
    return `${this.id}-${table}`;
  }

  /** Everything that they hold. */
  read(): Promise<Tables> {
    return readTables(this.client, {
      channelSessions: this.nameOf('ChannelSessions'),
      userSessions: this.nameOf('UserSessions'),
      cdnStreams: this.nameOf('CdnStreams'),
    });
  }

  /** Writes an item that a PutItem call is about to replace once more. False where none is stored. */
  async rewriteStored({ input }: AwsCall): Promise<boolean> {
    const { TableName, Item } = input;
    const definition = Object.entries<TableDefinition>(tableDefinitions).find(
      ([name]) => `${this.id}-${name}` === TableName,
    )?.[1];
    if (definition === undefined || typeof TableName !== 'string' || !isJsonObject(Item)) {
      throw new Error('PutItem on no table of this case');
    }
    const names = [
      definition.partitionKey,
      ...(definition.sortKey === undefined ? [] : [definition.sortKey]),
    ];
    const key = Object.fromEntries(names.map((name) => [name, textOf(Item[name])]));
    const { Item: stored } = await this.client.send(
      new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true }),
    );
    if (stored === undefined) return false;
    const item: Item = unmarshall(stored);
    await this.client.send(
      new PutItemCommand({ TableName, Item: marshall({ ...item, revision: Number(item.revision) + 1 }) }),
    );
    return true;
  }
}

const textOf = (value: unknown): string => {
  if (isJsonObject(value) && typeof value.S === 'string') return value.S;
  throw new Error('a key that is no string');
};
