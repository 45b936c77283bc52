// A DynamoDB table as the projections need it: consistent reads, and whole items written on condition.
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, type NativeAttributeValue, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { callBounds, within } from './aws-clients';
import { backOff } from './concurrency';
import { UnprocessedKeys } from './errors';
import type { ItemTable, Key, Revisioned } from './projection-store';

const MAX_READS = 8;
const BACK_OFF_BASE_MS = 50;
const BACK_OFF_MAX_MS = 1000;

/** Reads and writes the items of one table; what it reads gets its type from the item's schema. */
export class DynamoTable<Item extends Revisioned> implements ItemTable<Item> {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    private readonly partitionKey: string,
    private readonly schema: v.GenericSchema<unknown, Item>,
  ) {}

  /** @throws UnprocessedKeys where DynamoDB, throttled, leaves keys unread at every try */
  async get(keys: readonly Key[]): Promise<Item[]> {
    const items: Item[] = [];
    let unread: Record<string, NativeAttributeValue>[] = keys.map((key) => marshall(key));
    for (let tries = 0; unread.length > 0; tries++) {
      if (tries === MAX_READS) {
        throw new UnprocessedKeys(`DynamoDB left ${unread.length} keys unread at each of ${MAX_READS} tries`);
      }
      if (tries > 0) await backOff(tries, BACK_OFF_BASE_MS, BACK_OFF_MAX_MS);
      const command = new BatchGetItemCommand({
        RequestItems: { [this.tableName]: { Keys: unread, ConsistentRead: true } },
      });
      const { Responses, UnprocessedKeys: left } = await within(
        callBounds.dynamoDb,
        this.client.send(command),
      );
      for (const item of Responses?.[this.tableName] ?? []) items.push(this.#parse(item));
      unread = left?.[this.tableName]?.Keys ?? [];
    }
    return items;
  }

  async put(item: Item, expectedRevision: number | undefined): Promise<boolean> {
    try {
      const command = new PutItemCommand({
        TableName: this.tableName,
        Item: marshall(item, { removeUndefinedValues: true }),
        ...(expectedRevision === undefined
          ? { ConditionExpression: 'attribute_not_exists(revision)' }
          : {
              ConditionExpression: 'revision = :expected',
              ExpressionAttributeValues: marshall({ ':expected': expectedRevision }),
            }),
      });
      await within(callBounds.dynamoDb, this.client.send(command));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async *query(partition: string): AsyncGenerator<readonly Item[]> {
    let start: Record<string, NativeAttributeValue> | undefined;
    do {
      const command = new QueryCommand({
        TableName: this.tableName,
        ConsistentRead: true,
        KeyConditionExpression: '#partition = :partition',
        ExpressionAttributeNames: { '#partition': this.partitionKey },
        ExpressionAttributeValues: marshall({ ':partition': partition }),
        ...(start && { ExclusiveStartKey: start }),
      });
      const { Items, LastEvaluatedKey } = await within(callBounds.dynamoDb, this.client.send(command));
      yield (Items ?? []).map((item) => this.#parse(item));
      start = LastEvaluatedKey;
    } while (start !== undefined);
  }

  #parse(item: Record<string, NativeAttributeValue>): Item {
    return v.parse(this.schema, unmarshall(item));
  }
}
