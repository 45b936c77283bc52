// A channel whose stays cannot be read in the time that a batch of changes has.
import { channelNotice, joinNotice } from '../../helpers/notices';
import { BEGIN, Reported } from '../../helpers/reported';
import { withoutPauses } from '../../helpers/without-pauses';

let restorePauses = () => {};
beforeAll(() => {
  restorePauses = withoutPauses();
});
afterAll(() => restorePauses());

const channel = { channelName: 'show', channelSId: 'c1' };
const join = (uid: number) =>
  joinNotice(`j${uid}`, 103, { ...channel, uid, uSId: `u${uid}`, platform: 7, ts: BEGIN + uid });
const change = {
  Records: [{ eventName: 'MODIFY', dynamodb: { Keys: { channelSId: { S: 'c1' }, uSId: { S: 'u' } } } }],
};
const inTime = { getRemainingTimeInMillis: () => 60_000 };
/** Enough to begin, and none left for the second page of stays. */
const tooShort = () => {
  let looks = 0;
  return { getRemainingTimeInMillis: () => (looks++ < 2 ? 60_000 : 1_000) };
};

const begun = async (): Promise<Reported> => {
  const all = new Reported();
  await all.project([channelNotice('c', 101, { ...channel, ts: BEGIN }), join(1), join(2), join(3)]);
  return all;
};

it('is left to the schedule, which counts it', async () => {
  const all = await begun();
  await all.handler()(change, inTime);
  await all.project([join(4), join(5)]);
  await all.handler()(change, tooShort());
  expect(all.report('c1')).toMatchObject({ stays: 3, checkChannelSId: 'c1', checkAt: BEGIN });
  // Once more finds it noted.
  const { revision } = all.report('c1') ?? {};
  await all.handler()(change, tooShort());
  expect(all.report('c1')).toMatchObject({ revision });
  await all.handler()({ 'detail-type': 'Scheduled Event', time: '2026-01-01T00:01:00Z' }, inTime);
  expect(all.report('c1')).toMatchObject({ stays: 5, onlineUsers: 5 });
  expect(all.report('c1')).not.toHaveProperty('checkAt');
});

it('fails the batch while there is no report to note it in, and fails the schedule', async () => {
  const all = await begun();
  await expect(all.handler()(change, tooShort())).rejects.toThrow('before a channel was read');
  await all.handler()(change, inTime);
  await all.project([join(4)]);
  await all.handler()(change, tooShort());
  await expect(
    all.handler()({ 'detail-type': 'Scheduled Event', time: '2026-01-01T00:01:00Z' }, tooShort()),
  ).rejects.toThrow('before a channel was read');
});
