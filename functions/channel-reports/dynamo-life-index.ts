// The indexes of the tables in DynamoDB, as recounts need them.
import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { channelSessionSchema } from '../rtc-sessions/channel-session';
import { callBounds, within } from '../shared/aws-clients';
import type { IndexedLife, LifeIndex } from './report-tables';

const { channelSId, channelName, firstEventAt, createdAt, createdInferred, destroyReason, liveChannel } =
  channelSessionSchema.entries;
const indexedLife = v.object({
  channelSId,
  channelName,
  firstEventAt,
  createdAt,
  createdInferred,
  destroyReason,
  liveChannel,
});
const dueCheck = v.object({ channelSId });

/** Nearly always the life that is looked for is among the latest. */
const LIVES_PER_PAGE = 20;

type Items = Record<string, AttributeValue>[];
interface Page {
  readonly Items?: Items | undefined;
  readonly LastEvaluatedKey?: Record<string, AttributeValue> | undefined;
}

/** The names of the tables whose indexes are read. */
export interface IndexedTables {
  readonly channelSessions: string;
  readonly channelReports: string;
}

/** Reads `sessions-by-channel`, `live-channels` and `due-checks`. */
export class DynamoLifeIndex implements LifeIndex {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tables: IndexedTables,
  ) {}

  livesOf(name: string): AsyncIterable<readonly IndexedLife[]> {
    return this.#lives(
      this.#query({
        TableName: this.tables.channelSessions,
        IndexName: 'sessions-by-channel',
        KeyConditionExpression: 'channelName = :name',
        ExpressionAttributeValues: marshall({ ':name': name }),
        ScanIndexForward: false,
        Limit: LIVES_PER_PAGE,
      }),
    );
  }

  liveOf(name: string): AsyncIterable<readonly IndexedLife[]> {
    return this.#lives(
      this.#query({
        TableName: this.tables.channelSessions,
        IndexName: 'live-channels',
        KeyConditionExpression: 'liveChannel = :name',
        ExpressionAttributeValues: marshall({ ':name': name }),
      }),
    );
  }

  allLive(): AsyncIterable<readonly IndexedLife[]> {
    return this.#lives(this.#scan({ TableName: this.tables.channelSessions, IndexName: 'live-channels' }));
  }

  async *dueChecks(bySeconds: number): AsyncGenerator<readonly string[]> {
    const pages = this.#scan({
      TableName: this.tables.channelReports,
      IndexName: 'due-checks',
      FilterExpression: 'checkAt <= :by',
      ExpressionAttributeValues: marshall({ ':by': bySeconds }),
    });
    for await (const items of pages)
      yield items.map((item) => v.parse(dueCheck, unmarshall(item)).channelSId);
  }

  async *#lives(pages: AsyncIterable<Items>): AsyncGenerator<readonly IndexedLife[]> {
    for await (const items of pages) yield items.map((item) => v.parse(indexedLife, unmarshall(item)));
  }

  #query(input: QueryCommandInput): AsyncGenerator<Items> {
    return pagesOf((start) =>
      within(callBounds.dynamoDb, this.client.send(new QueryCommand({ ...input, ...start }))),
    );
  }

  #scan(input: ScanCommandInput): AsyncGenerator<Items> {
    return pagesOf((start) =>
      within(callBounds.dynamoDb, this.client.send(new ScanCommand({ ...input, ...start }))),
    );
  }
}

async function* pagesOf(
  read: (start: Pick<QueryCommandInput, 'ExclusiveStartKey'>) => Promise<Page>,
): AsyncGenerator<Items> {
  let start: Pick<QueryCommandInput, 'ExclusiveStartKey'> | undefined = {};
  while (start !== undefined) {
    const { Items = [], LastEvaluatedKey }: Page = await read(start);
    yield Items;
    start = LastEvaluatedKey && { ExclusiveStartKey: LastEvaluatedKey };
  }
}
