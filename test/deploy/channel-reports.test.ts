// The channel reports on the engine: fed by the tables' streams, with the grants of their role and no more.
import { REPORT_SOURCE } from '../../functions/contract/events';
import { type BusConsumer, consumeBus, type ReceivedEvent } from '../helpers/engine/bus-consumer';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { postAll } from '../helpers/engine/traffic';
import { waitFor } from '../helpers/engine/wait';
import { channelNotice, joinNotice, leaveNotice, publishStream } from '../helpers/notices';
import type { Item } from '../helpers/oracle';
import { readTable } from '../helpers/read-tables';

const now = Math.floor(Date.now() / 1000);
const life = (channelSId: string, channelName = `reported-${now}`) => {
  const channel = { channelName, channelSId };
  const user = (uid: number, ts: number) => ({
    ...channel,
    uid,
    uSId: `${channelSId}-${uid}`,
    platform: 7,
    ts,
  });
  return {
    create: (ts: number) => channelNotice(`${channelSId}-c`, 101, { ...channel, ts }),
    destroy: (ts: number) => channelNotice(`${channelSId}-d`, 102, { ...channel, ts }),
    join: (uid: number, ts: number) => joinNotice(`${channelSId}-j${uid}`, 103, user(uid, ts)),
    leave: (uid: number, ts: number) =>
      leaveNotice(`${channelSId}-l${uid}`, 104, { ...user(uid, ts), reason: 1 }),
  };
};

/** A minute until a report is settled, and one until the schedule looks. */
const patience = { timeoutMs: 200_000, intervalMs: 1_000 };

let target: DeployedTarget;
let consumer: BusConsumer;
const told: ReceivedEvent[] = [];

beforeAll(async () => {
  target = await deployedTarget();
  const { clients, deployment } = target;
  consumer = await consumeBus(clients, deployment.outputs.EventBusName, `reports-${now}`, {
    source: [REPORT_SOURCE],
  });
});
afterAll(async () => {
  await consumer.remove();
  await target.stop();
});

const item = async (
  table: 'ChannelReportsTable' | 'ChannelSessionsTable',
  id: string,
): Promise<Item | undefined> => {
  const { clients, deployment } = target;
  const items = await readTable(clients.dynamoDb, deployment.outputs[table]);
  return items.find(({ channelSId }) => channelSId === id);
};
const toldOf = async (channelSId: string): Promise<Item[]> => {
  told.push(...(await consumer.received()));
  return told.map(({ detail }) => detail as Item).filter((detail) => detail.channelSId === channelSId);
};

it('reach a rule on the bus, and once more, with a greater basis, after a late leave', async () => {
  const { create, join, leave, destroy } = life(`told-${now}`, `told-${now}`);
  await postAll(target, [
    create(now - 600),
    join(1, now - 500),
    join(2, now - 490),
    leave(1, now - 400),
    destroy(now - 300),
  ]);
  await waitFor('the report', async () => {
    const report = await item('ChannelReportsTable', `told-${now}`);
    return report?.status === 'ended' && report.stays === 2 ? true : undefined;
  });
  const [first] = await waitFor(
    'the event',
    async () => {
      const events = await toldOf(`told-${now}`);
      return events.length > 0 ? events : undefined;
    },
    patience,
  );
  expect(first).toMatchObject({
    endReason: 'destroyed',
    durationSeconds: 300,
    userSeconds: 290,
    leavesByReason: { 'normal leave': 1, 'channel destroyed': 1 },
  });
  await postAll(target, [leave(2, now - 450)]);
  const corrected = await waitFor(
    'the correction',
    async () => {
      const events = await toldOf(`told-${now}`);
      return events.find(({ userSeconds }) => userSeconds === 140);
    },
    patience,
  );
  expect(Number(corrected.basis)).toBeGreaterThan(Number(first?.basis));
}, 600_000);

it('end a life whose destroy was lost, and its pushes, where a later one begins', async () => {
  const [lost, next] = [life(`lost-${now}`), life(`next-${now}`)];
  await postAll(target, [lost.create(now - 600), lost.join(1, now - 500)]);
  await postAll(target, [next.create(now - 200)]);
  await waitFor('the inferred end', async () => {
    const channel = await item('ChannelSessionsTable', `lost-${now}`);
    return channel?.destroyReason === 'superseded' ? true : undefined;
  });
  await postAll(target, [
    publishStream(`push-${now}`, {
      channel: `reported-${now}`,
      stream: `rtmp://push.example.com/live/${now}`,
      time: (now - 150) * 1000,
      code: 200,
      reason: '',
    }),
    next.destroy(now - 100),
  ]);
  await waitFor('the end of the push', async () => {
    const { cdnStreams } = await target.readTables();
    const push = cdnStreams.find(({ channel }) => channel === `reported-${now}`);
    return push?.status === 'stopped' && push.statusEvent === 'channel ended' ? true : undefined;
  });
});
