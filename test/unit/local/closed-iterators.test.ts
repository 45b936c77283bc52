// What a question has read is let go: an iterator that stays open keeps all that is overwritten after it.
import { createRequire } from 'node:module';
import { PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { closeIterators } from '../../../lib/local/closed-iterators';
import { Dynalite } from '../../helpers/dynalite';

const fromDynalite = createRequire(require.resolve('dynalite'));
const fromLevel = createRequire(fromDynalite.resolve('level'));
const { AbstractValueIterator }: { AbstractValueIterator: { prototype: { close(): Promise<void> } } } =
  fromLevel('abstract-level');

let dynalite: Dynalite;
beforeAll(async () => {
  closeIterators();
  dynalite = await Dynalite.start();
});
afterAll(() => dynalite.close());

it.each([
  ['a query', { Limit: undefined }],
  ['a scan that ends at the end of the table', { Limit: undefined }],
  ['a scan that its limit ends', { Limit: 1 }],
])('%s closes its iterator', async (kind, { Limit }) => {
  const { client } = dynalite;
  const TableName = (await dynalite.createTables()).names.UserSessions;
  const items = ['u1', 'u2', 'u3'].map((uSId) => ({ channelSId: { S: 'c1' }, uSId: { S: uSId } }));
  for (const Item of items) await client.send(new PutItemCommand({ TableName, Item }));
  const close = jest.spyOn(AbstractValueIterator.prototype, 'close');
  const query = new QueryCommand({
    TableName,
    KeyConditionExpression: 'channelSId = :id',
    ExpressionAttributeValues: { ':id': { S: 'c1' } },
  });
  for (let asked = 1; asked <= 3; asked++) {
    const { Items } =
      kind === 'a query'
        ? await client.send(query)
        : await client.send(new ScanCommand({ TableName, ...(Limit !== undefined && { Limit }) }));
    expect(Items).toEqual(items.slice(0, Limit));
    // The answer may be there a moment before the stream behind it has ended.
    for (let turn = 0; turn < 100 && close.mock.calls.length < asked; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(close).toHaveBeenCalledTimes(asked);
  }
  close.mockRestore();
});
