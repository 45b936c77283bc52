// The function: says who joined, and how many are in the channel by the table.
import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import type { EventOf } from 'anyrtc-notifications/events';

const client = new DynamoDBClient();

export const handler = async ({ detail }: EventOf<'broadcaster join channel'>): Promise<void> => {
  const { channelName, channelSId, uid } = detail.payload;
  const pages = paginateQuery(
    { client },
    {
      TableName: process.env.USER_SESSIONS_TABLE,
      IndexName: 'online-users',
      KeyConditionExpression: 'onlineChannel = :channel',
      // A name is reused: a former life whose end was never told may still have people in it.
      FilterExpression: 'channelSId = :life',
      ExpressionAttributeValues: { ':channel': { S: channelName }, ':life': { S: channelSId } },
      Select: 'COUNT',
    },
  );
  let online = 0;
  for await (const { Count = 0 } of pages) online += Count;
  console.log(JSON.stringify({ noticeId: detail.noticeId, uid, online, node: process.version }));
};
