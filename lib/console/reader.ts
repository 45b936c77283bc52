// Reads the tables: by key, by index, and by a scan of a sparse index, which holds only what is live or active.
import {
  BatchGetItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, type NativeAttributeValue, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { type TableDefinition, type TableName, tableDefinitions } from '../tables';
import { ConsoleFailure } from './failures';
import {
  type ChannelItem,
  channelItem,
  type PushItem,
  pushItem,
  type ReportItem,
  reportItem,
  type StayItem,
  stayItem,
} from './items';

/** The tables' physical names. */
export type PhysicalTables = Readonly<Record<TableName, string>>;

interface Items {
  readonly ChannelSessions: ChannelItem;
  readonly UserSessions: StayItem;
  readonly CdnStreams: PushItem;
  readonly ChannelReports: ReportItem;
}

type Item<Table extends TableName> = Items[Table];

const schemas: { readonly [Table in TableName]: v.GenericSchema<unknown, Items[Table]> } = {
  ChannelSessions: channelItem,
  UserSessions: stayItem,
  CdnStreams: pushItem,
  ChannelReports: reportItem,
};

/** A question to one partition of a table or an index. */
export interface Query<Table extends TableName> {
  readonly table: Table;
  readonly index?: string;
  readonly partition: string;
  readonly newestFirst?: boolean;
  /** Most items of one page. */
  readonly limit?: number;
  /** Where the last page ended. */
  readonly start?: PageKey | undefined;
}

/** An item of which only some attributes were read. */
export type Attributes = Readonly<Record<string, NativeAttributeValue>>;

/** Where a page ended: the key of its last item. */
export type PageKey = Readonly<Record<string, string>>;

/** One page of items. */
export interface Page<Item> {
  readonly items: Item[];
  /** Absent on the last page. */
  readonly end?: PageKey;
}

/** Most keys that DynamoDB takes in one BatchGetItem. */
const BATCH = 100;
const MAX_TRIES = 5;
const pageKey = v.record(v.string(), v.string());

/** Reads the tables through a client. It never writes. */
export class Reader {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tables: PhysicalTables,
  ) {}

  /** One page of a partition. */
  async page<Table extends TableName>(query: Query<Table>): Promise<Page<Item<Table>>> {
    const { Items: items = [], LastEvaluatedKey: end } = await this.client.send(
      new QueryCommand(this.#queryInput(query)),
    );
    return {
      items: items.map((item) => this.#parse(query.table, item)),
      ...(end && { end: v.parse(pageKey, unmarshall(end)) }),
    };
  }

  /** Every item of a partition, page by page. */
  async *pages<Table extends TableName>(
    query: Omit<Query<Table>, 'start' | 'limit'>,
  ): AsyncGenerator<readonly Item<Table>[]> {
    let start: PageKey | undefined;
    do {
      const { items, end } = await this.page<Table>({ ...query, start });
      yield items;
      start = end;
    } while (start !== undefined);
  }

  /** Some attributes of every item of a partition, page by page: less to carry and to hold. */
  async *attributes(
    query: Query<TableName>,
    attributes: readonly string[],
  ): AsyncGenerator<readonly Attributes[]> {
    const { ExpressionAttributeNames: names, ...input } = this.#queryInput(query);
    let start: Record<string, NativeAttributeValue> | undefined;
    do {
      const { Items, LastEvaluatedKey } = await this.client.send(
        new QueryCommand({
          ...input,
          ProjectionExpression: attributes.map((_, index) => `#a${index}`).join(', '),
          ExpressionAttributeNames: {
            ...names,
            ...Object.fromEntries(attributes.map((name, index) => [`#a${index}`, name])),
          },
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      yield (Items ?? []).map((item) => unmarshall(item));
      start = LastEvaluatedKey;
    } while (start !== undefined);
  }

  /** Every item of a sparse index. */
  async scanIndex<Table extends TableName>(table: Table, index: string): Promise<Item<Table>[]> {
    const items: Item<Table>[] = [];
    let start: Record<string, NativeAttributeValue> | undefined;
    do {
      const { Items, LastEvaluatedKey } = await this.client.send(
        new ScanCommand({
          TableName: this.tables[table],
          IndexName: index,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      for (const item of Items ?? []) items.push(this.#parse(table, item));
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  /** The items with these keys, in no order; those that are not there are left out. */
  async get<Table extends TableName>(table: Table, keys: readonly PageKey[]): Promise<Item<Table>[]> {
    const batches = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, batch) =>
      keys.slice(batch * BATCH, (batch + 1) * BATCH),
    );
    return (await Promise.all(batches.map((batch) => this.#getBatch(table, batch)))).flat();
  }

  async #getBatch<Table extends TableName>(table: Table, keys: readonly PageKey[]): Promise<Item<Table>[]> {
    const name = this.tables[table];
    const items: Item<Table>[] = [];
    let unread: Record<string, NativeAttributeValue>[] = keys.map((key) => marshall(key));
    for (let tries = 0; unread.length > 0; tries++) {
      if (tries === MAX_TRIES) {
        throw new ConsoleFailure('throttled', 'DynamoDB throttles these reads: wait a moment.');
      }
      const { Responses, UnprocessedKeys } = await this.client.send(
        new BatchGetItemCommand({ RequestItems: { [name]: { Keys: unread } } }),
      );
      for (const item of Responses?.[name] ?? []) items.push(this.#parse(table, item));
      unread = UnprocessedKeys?.[name]?.Keys ?? [];
    }
    return items;
  }

  #queryInput({ table, index, partition, newestFirst, limit, start }: Query<TableName>): QueryCommandInput {
    const { partitionKey, indexes }: TableDefinition = tableDefinitions[table];
    const found = indexes.find(({ indexName }) => indexName === index);
    return {
      TableName: this.tables[table],
      ...(index !== undefined && { IndexName: index }),
      KeyConditionExpression: '#partition = :partition',
      ExpressionAttributeNames: { '#partition': found?.partitionKey ?? partitionKey },
      ExpressionAttributeValues: marshall({ ':partition': partition }),
      ...(newestFirst && { ScanIndexForward: false }),
      ...(limit !== undefined && { Limit: limit }),
      ...(start && { ExclusiveStartKey: marshall(start) }),
    };
  }

  #parse<Table extends TableName>(table: Table, item: Attributes): Item<Table> {
    const schema: v.GenericSchema<unknown, Item<Table>> = schemas[table];
    return v.parse(schema, unmarshall(item));
  }
}
