import { once } from 'node:events';
import type { Server } from 'node:http';
import { MessageChannel } from 'node:worker_threads';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { localDynamoDb } from '../../../lib/local/local-dynamodb';
import { createTables } from '../../../lib/local/local-tables';
import { serveShortWay, takeShortWay } from '../../../lib/local/short-way';

let server: Server;
let overPort: DynamoDBClient;
let shortWay: DynamoDBClient;
const { port1, port2 } = new MessageChannel();

beforeAll(async () => {
  server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  serveShortWay(port2, server);
  overPort = localDynamoDb(address.port);
  shortWay = takeShortWay(localDynamoDb(address.port), port1);
  // Not one of the three calls, so it goes over the port.
  await createTables(shortWay);
});
afterAll(async () => {
  port1.close();
  overPort.destroy();
  shortWay.destroy();
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

const Item = {
  channelSId: { S: 'c' },
  uSId: { S: 'u-é🎥' },
  revision: { N: '1' },
  leaveInferred: { BOOL: true },
  asOf: { M: { role: { S: 'k' } } },
};
const put = new PutItemCommand({
  TableName: 'UserSessions',
  Item,
  ConditionExpression: 'attribute_not_exists(revision)',
});
const { channelSId, uSId } = Item;
const get = new BatchGetItemCommand({
  RequestItems: { UserSessions: { Keys: [{ channelSId, uSId }], ConsistentRead: true } },
});
const query = new QueryCommand({
  TableName: 'UserSessions',
  ConsistentRead: true,
  KeyConditionExpression: '#c = :c',
  ExpressionAttributeNames: { '#c': 'channelSId' },
  ExpressionAttributeValues: { ':c': channelSId },
});

it('does and answers what the port does and answers', async () => {
  await shortWay.send(put);
  for (const command of [get, query] as const) {
    const send = (client: DynamoDBClient): Promise<object> =>
      command instanceof QueryCommand ? client.send(command) : client.send(command);
    const { $metadata: _, ...expected } = { $metadata: {}, ...(await send(overPort)) };
    expect(await send(shortWay)).toEqual(expected);
  }
  expect((await shortWay.send(query)).Items).toEqual([Item]);
});

it('fails as the SDK does where a condition is not met', async () => {
  await expect(shortWay.send(put)).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  await expect(overPort.send(put)).rejects.toBeInstanceOf(ConditionalCheckFailedException);
});

it("fails with DynamoDB's own name otherwise", async () => {
  const elsewhere = new PutItemCommand({ TableName: 'Elsewhere', Item });
  await expect(shortWay.send(elsewhere)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: expect.stringContaining('not found'),
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
});
