// The Lambda entry.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createHandler } from './announce';

const client = new SQSClient();

export const handler = createHandler(async ({ body, deduplicationId, groupId }) => {
  await client.send(
    new SendMessageCommand({
      QueueUrl: process.env.ANNOUNCEMENTS_URL,
      MessageBody: body,
      MessageDeduplicationId: deduplicationId,
      MessageGroupId: groupId,
    }),
  );
});
