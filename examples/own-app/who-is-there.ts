// The function: says who joined, and how many are in the channel by the table.
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { EventOf } from 'anyrtc-notifications/events';

const client = new DynamoDBClient();

export const handler = async ({ detail }: EventOf<'broadcaster join channel'>): Promise<void> => {
  const { channelName, uid } = detail.payload;
  const { Count: online } = await client.send(
    new QueryCommand({
      TableName: process.env.USER_SESSIONS_TABLE,
      IndexName: 'online-users',
      KeyConditionExpression: 'onlineChannel = :channel',
      ExpressionAttributeValues: { ':channel': { S: channelName } },
      Select: 'COUNT',
    }),
  );
  console.log(JSON.stringify({ noticeId: detail.noticeId, uid, online, node: process.version }));
};
