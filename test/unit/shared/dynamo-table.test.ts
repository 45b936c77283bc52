import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { DynamoTable } from '../../../functions/shared/dynamo-table';
import { type Answer, answeredDynamoDb } from '../../helpers/answered-client';

const schema = v.object({
  id: v.string(),
  part: v.string(),
  note: v.optional(v.string()),
  revision: v.number(),
});

const setUp = (answer: Answer) => {
  const { client, sent } = answeredDynamoDb(answer);
  return { table: new DynamoTable(client, 'Things', 'id', schema), sent };
};

/** An item as DynamoDB holds it. */
const marshalled = (part: string) => ({ id: { S: 'a' }, part: { S: part }, revision: { N: '1' } });
const item = (part: string) => ({ id: 'a', part, revision: 1 });
const keyOf = (part: string) => ({ id: { S: 'a' }, part: { S: part } });

afterEach(() => jest.restoreAllMocks());

describe('get', () => {
  it('reads all keys in one consistent call', async () => {
    const { table, sent } = setUp(() => ({ Responses: { Things: [marshalled('2'), marshalled('1')] } }));
    const keys = ['1', '2', '3'].map((part) => ({ id: 'a', part }));
    expect(await table.get(keys)).toEqual([item('2'), item('1')]);
    expect(sent).toEqual([
      {
        name: 'BatchGetItem',
        input: {
          RequestItems: { Things: { Keys: ['1', '2', '3'].map(keyOf), ConsistentRead: true } },
        },
      },
    ]);
  });

  it('makes no call for no key', async () => {
    const { table, sent } = setUp(() => ({}));
    expect(await table.get([])).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('asks again for the keys that were left unread, and only for them', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const left = [['2', '3'], ['3'], []];
    const read = [['1'], ['2'], ['3']];
    const { table, sent } = setUp(() => ({
      Responses: { Things: read.shift()?.map(marshalled) },
      UnprocessedKeys: { Things: { Keys: left.shift()?.map(keyOf), ConsistentRead: true } },
    }));
    const keys = ['1', '2', '3'].map((part) => ({ id: 'a', part }));
    expect(await table.get(keys)).toEqual(['1', '2', '3'].map(item));
    const asked = [['1', '2', '3'], ['2', '3'], ['3']];
    expect(sent.map(({ input }) => input)).toEqual(
      asked.map((parts) => ({
        RequestItems: { Things: { Keys: parts.map(keyOf), ConsistentRead: true } },
      })),
    );
  });

  it('gives up after eight tries, by an error with a name', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const { table, sent } = setUp(() => ({
      Responses: {},
      UnprocessedKeys: { Things: { Keys: [keyOf('1')] } },
    }));
    await expect(table.get([{ id: 'a', part: '1' }])).rejects.toMatchObject({ name: 'UnprocessedKeys' });
    expect(sent).toHaveLength(8);
  });

  it('refuses an item that is none of this table', async () => {
    const { table } = setUp(() => ({ Responses: { Things: [{ id: { S: 'a' }, part: { N: '1' } }] } }));
    await expect(table.get([{ id: 'a', part: '1' }])).rejects.toMatchObject({ name: 'ValiError' });
  });
});

describe('put', () => {
  it('writes a new item on condition that there is none', async () => {
    const { table, sent } = setUp(() => ({}));
    expect(await table.put(item('1'), undefined)).toBe(true);
    expect(sent).toEqual([
      {
        name: 'PutItem',
        input: {
          TableName: 'Things',
          Item: marshalled('1'),
          ConditionExpression: 'attribute_not_exists(revision)',
        },
      },
    ]);
  });

  it('writes over an item on condition that its revision has not moved', async () => {
    const { table, sent } = setUp(() => ({}));
    expect(await table.put({ ...item('1'), revision: 8 }, 7)).toBe(true);
    expect(sent).toMatchObject([
      {
        input: {
          Item: { revision: { N: '8' } },
          ConditionExpression: 'revision = :expected',
          ExpressionAttributeValues: { ':expected': { N: '7' } },
        },
      },
    ]);
  });

  it('says false where the condition failed', async () => {
    const { table } = setUp(() => {
      throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
    });
    expect(await table.put(item('1'), 7)).toBe(false);
  });

  it('lets every other error through', async () => {
    const { table } = setUp(() => {
      throw new Error('throttled');
    });
    await expect(table.put(item('1'), 7)).rejects.toThrow('throttled');
  });
});

describe('query', () => {
  it('reads a partition page by page, each consistently, until there is no further one', async () => {
    const pages = [
      { Items: [marshalled('1'), marshalled('2')], LastEvaluatedKey: keyOf('2') },
      { Items: [], LastEvaluatedKey: keyOf('3') },
      { Items: [marshalled('4')] },
    ];
    const { table, sent } = setUp(() => pages.shift() ?? {});
    const read = [];
    for await (const page of table.query('a')) read.push(page);
    expect(read).toEqual([[item('1'), item('2')], [], [item('4')]]);
    const input = {
      TableName: 'Things',
      ConsistentRead: true,
      KeyConditionExpression: '#partition = :partition',
      ExpressionAttributeNames: { '#partition': 'id' },
      ExpressionAttributeValues: { ':partition': { S: 'a' } },
    };
    expect(sent.map((command) => command.input)).toEqual([
      input,
      { ...input, ExclusiveStartKey: keyOf('2') },
      { ...input, ExclusiveStartKey: keyOf('3') },
    ]);
  });

  it('reads no page before it is asked for', async () => {
    const { table, sent } = setUp(() => ({ Items: [marshalled('1')], LastEvaluatedKey: keyOf('1') }));
    for await (const page of table.query('a')) {
      expect(page).toEqual([item('1')]);
      break;
    }
    expect(sent).toHaveLength(1);
  });
});
