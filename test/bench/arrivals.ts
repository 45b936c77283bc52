// How long a notification takes to arrive where users wait for it, on the deployed stack; and a bare event on the same
// engine. One thing is waited for at a time, looked for without a pause: looking costs the engine the same everywhere.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventBusCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type BusConsumer, consumeBus } from '../helpers/engine/bus-consumer';
import { type EngineClients, engineClients } from '../helpers/engine/clients';
import type { Deployment } from '../helpers/engine/deployment';
import { engineEndpoint } from '../helpers/engine/endpoint';
import { postNotice } from '../helpers/engine/traffic';
import { channelNotice, joinNotice } from '../helpers/notices';
import type { Item } from '../helpers/oracle';

/** Users of one channel, as on the simulator's day. */
const USERS = 20;
/** Rounds that do not count. */
const WARM_UP = 5;
/** What has not arrived by then never will. */
const PATIENCE_MS = 60_000;
const ANCHOR = 'anchor';

/** Milliseconds from the sending. */
export interface Waits {
  /** PutEvents → rule → queue → receive, on a bus of its own. */
  readonly anchor: number[];
  /** POST until the endpoint's answer. */
  readonly answer: number[];
  /** POST until the queue of a rule on the stack's bus gives the event. */
  readonly rule: number[];
  /** POST until the stay is in its table. */
  readonly table: number[];
  /** POST until the channel's report counts the stay. */
  readonly report: number[];
}

/** Whether it is there. */
type Look = () => Promise<boolean>;

/** Looks until it is there, and gives the milliseconds since a time. */
const arrival = async (look: Look, sinceMs = performance.now()): Promise<number> => {
  while (!(await look()))
    if (performance.now() - sinceMs > PATIENCE_MS) throw new Error('Not everything has arrived');
  return performance.now() - sinceMs;
};

/** Sends, and looks meanwhile; gives after how long it was answered, and after how long it was there. */
const timed = async (
  send: () => Promise<unknown>,
  look: Look,
): Promise<[answerMs: number, arrivalMs: number]> => {
  const sentMs = performance.now();
  return Promise.all([send().then(() => performance.now() - sentMs), arrival(look, sentMs)]);
};

const hasNotice = async (consumer: BusConsumer, noticeId: string): Promise<boolean> =>
  (await consumer.look()).some(({ detail }) => Object(detail).noticeId === noticeId);

/** The bare event: makes its bus, rule and queue, and gives what sends a detail and waits for it. */
const bareEvents = async (clients: EngineClients) => {
  const { eventBridge } = clients;
  await eventBridge.send(new CreateEventBusCommand({ Name: ANCHOR }));
  const consumer = await consumeBus(clients, ANCHOR, ANCHOR, { source: [ANCHOR] });
  return async (notice: { readonly noticeId: string }): Promise<number> => {
    const entry = {
      EventBusName: ANCHOR,
      Source: ANCHOR,
      DetailType: ANCHOR,
      Detail: JSON.stringify(notice),
    };
    const [, arrivalMs] = await timed(
      () => eventBridge.send(new PutEventsCommand({ Entries: [entry] })),
      () => hasNotice(consumer, notice.noticeId),
    );
    await consumer.forget();
    return arrivalMs;
  };
};

/** Users who join, {@link USERS} into each channel, and where to look for them. */
async function* joins(
  { dynamoDb }: EngineClients,
  { outputs }: Deployment,
  post: (notice: object) => Promise<void>,
) {
  const item = async (TableName: string, key: Item): Promise<Item | undefined> => {
    const command = new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true });
    const { Item: found } = await dynamoDb.send(command);
    return found && unmarshall(found);
  };
  for (let number = 0; ; number++) {
    const [channelName, channelSId] = [`arrival-${number}`, `life-${number}`];
    const report = () => item(outputs.ChannelReportsTable, { channelSId });
    const place = () => ({ channelName, channelSId, ts: Math.floor(Date.now() / 1000) });
    await post(channelNotice(`create-${number}`, 101, place()));
    await arrival(async () => (await report()) !== undefined);
    for (let uid = 1; uid <= USERS; uid++) {
      const uSId = `stay-${number}-${uid}`;
      yield {
        notice: joinNotice(`join-${number}-${uid}`, 105, { ...place(), uid, uSId, platform: 1 }),
        isInTable: async () => (await item(outputs.UserSessionsTable, { channelSId, uSId })) !== undefined,
        isInReport: async () => Number((await report())?.stays ?? 0) >= uid,
      };
    }
  }
}

/** In each round, sends three joins, and a bare event before each; nothing before all that was sent is everywhere. */
export const measureWaits = async (deployment: Deployment, rounds: number): Promise<Waits> => {
  const { address, outputs, secret } = deployment;
  const clients = engineClients(address);
  const endpoint = engineEndpoint(address, outputs.NotificationsUrl);
  const post = (notice: object) =>
    postNotice(
      { secret, post: (body, headers) => endpoint.send(outputs.NotificationsUrl, body, headers) },
      notice,
    );
  const waits: Waits = { anchor: [], answer: [], rule: [], table: [], report: [] };
  try {
    const sendBareEvent = await bareEvents(clients);
    const consumer = await consumeBus(clients, outputs.EventBusName, 'arrivals', { source: ['anyrtc.rtc'] });
    const places = ['rule', 'table', 'report'] as const;
    let sent = -WARM_UP * places.length;
    for await (const { notice, isInTable, isInReport } of joins(clients, deployment, post)) {
      if (sent === rounds * places.length) break;
      const looks = {
        rule: () => hasNotice(consumer, notice.noticeId),
        table: isInTable,
        report: isInReport,
      };
      const place = places[Math.abs(sent) % places.length] ?? 'rule';
      const anchorMs = await sendBareEvent(notice);
      const [answerMs, arrivalMs] = await timed(() => post(notice), looks[place]);
      // The next one shall meet nothing of this one.
      for (const other of places) if (other !== place) await arrival(looks[other]);
      await consumer.forget();
      if (sent++ < 0) continue;
      waits.anchor.push(anchorMs);
      waits.answer.push(answerMs);
      waits[place].push(arrivalMs);
    }
    return waits;
  } finally {
    endpoint.close();
    clients.close();
  }
};
