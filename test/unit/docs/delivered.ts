// Notifications put through the endpoint's own handler, as a rule on the bus would receive them.
import { setUp, signedRequest } from '../ingest/requests';

/** An event as EventBridge delivers it. */
export type Delivered = Readonly<Record<string, unknown>> & {
  readonly detail: Readonly<Record<string, unknown>>;
};

/**
 * Posts a body to the endpoint and gives the event that came of it, in EventBridge's envelope.
 *
 * @throws Error where the endpoint does not answer 200
 */
export const throughIngest = async (body: Buffer): Promise<Delivered> => {
  const { send, events } = setUp();
  const { status, text } = await send(signedRequest(body));
  const [event] = events;
  if (status !== 200 || event === undefined) throw new Error(`answered ${status} ${text}`);
  const { source, detailType, time = new Date(), detail } = event;
  return {
    version: '0',
    id: '7bf73129-1428-4cd3-a780-95db273d1602',
    'detail-type': detailType,
    source,
    account: '123456789012',
    // EventBridge's has whole seconds.
    time: `${time.toISOString().slice(0, 19)}Z`,
    region: 'eu-central-1',
    resources: [],
    detail: JSON.parse(detail),
  };
};
