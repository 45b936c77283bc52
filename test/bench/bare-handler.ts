// The floor of ingest-handler: what any receiver must do, with the same SDK, and nothing else.
import { createHmac } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

const client = new EventBridgeClient({});
const secret = process.env.BARE_SECRET ?? '';

export const handler = async (event: { body: string; headers: Record<string, string> }) => {
  const expected = createHmac('sha1', secret).update(event.body).digest('hex');
  if (event.headers['ar-signature'] !== expected) return { statusCode: 401 };
  const notification = JSON.parse(event.body);
  await client.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: process.env.EVENT_BUS_NAME,
          Source: 'anyrtc',
          DetailType: String(notification.eventType),
          Detail: event.body,
        },
      ],
    }),
  );
  return { statusCode: 200, body: '{}' };
};
