import type { Notification } from '../../../functions/contract/notification';
import { planDeliveries } from '../../../lib/simulator/delivery';
import { generateHistory } from '../../../lib/simulator/history';
import { countPlayed } from '../../../lib/simulator/played';
import { nextLines, percentile, progressBar, progressLine, reportLines } from '../../../lib/simulator/report';
import { emptyTally, type Tally } from '../../../lib/simulator/sender';
import type { SimulateOptions } from '../../../lib/simulator/simulate';
import { readOptions } from '../command-line/helpers/read-options';

const tallyOf = (more: Partial<Tally>): Tally => ({ ...emptyTally(), ...more });

describe('percentile', () => {
  it('is the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([0.5, 0.9, 0.99, 1].map((fraction) => percentile(values, fraction))).toEqual([50, 90, 99, 100]);
    expect(percentile([7], 0.5)).toBe(7);
    expect(percentile([1, 2], 0.99)).toBe(2);
    expect(percentile([], 0.5)).toBeUndefined();
  });
});

describe('progress', () => {
  it('says how far it is, how fast, and what failed', () => {
    const tally = tallyOf({ accepted: 990, refused: 10, retried: new Map([['503', 1_200]]) });
    const line = '1,000 of 4,000 (25 %), 500/s, 1,200 tried again, 10 refused';
    expect(progressLine(tally, 4_000, 2_000)).toBe(line);
    expect(progressBar(tally, 4_000, 2_000)).toBe(`[#######.......................] ${line}`);
  });

  it('starts at nothing', () => {
    expect(progressLine(emptyTally(), 0, 0)).toBe('0 of 0 (0 %), 0/s');
  });
});

describe('reportLines', () => {
  const history = generateHistory({ seed: 1, now: Date.UTC(2026, 4, 1), channels: 2, users: 2, streams: 0 });
  const plan = planDeliveries(history, { seed: 1, loss: 0.2, duplicates: 0.5, wild: 0.5, shuffle: false });
  const total = plan.deliveries.length;

  it('gives counts, refusals by status, rate and latencies', () => {
    const tally = tallyOf({
      accepted: total - 2,
      refused: 2,
      requests: total + 4,
      retried: new Map([['401', 4]]),
      refusals: new Map([['401', { count: 2, example: '{"message":"no"}' }]]),
      latenciesMs: [30, 10, 20],
    });
    const text = reportLines(plan, tally, 2_000).join('\n');
    expect(text).toContain(`sent      ${total} (`);
    expect(text).toContain(`${plan.lost.length} lost on purpose`);
    expect(text).toContain(`accepted  ${total - 2}`);
    expect(text).toContain('refused   2\n          401: 2, such as {"message":"no"}');
    expect(text).toContain('retried   401: 4');
    expect(text).toContain(`rate      ${Math.round((total - 2) / 2)}/s over 2.0 s`);
    expect(text).toContain('latency   p50 20 ms, p90 30 ms, p99 30 ms, max 30 ms (3 answers)');
    expect(text).not.toContain('stopped');
  });

  it('says what only waits for a secret', () => {
    const text = reportLines(plan, tallyOf({ accepted: 5, kept: 3, requests: 5 }), 1_000).join('\n');
    expect(text).toContain('accepted  5\nkept      3 of them: no signing secret is set there');
    const all = reportLines(plan, tallyOf({ accepted: 5, requests: 5 }), 1_000).join('\n');
    expect(all).not.toContain('kept');
  });

  it('says what was left when it was stopped', () => {
    const text = reportLines(plan, tallyOf({ accepted: 1, requests: 1 }), 1_000).join('\n');
    expect(text).toContain('sent      1 (');
    expect(text).toContain(`stopped   before ${total - 1} deliveries had an answer`);
  });
});

describe('nextLines', () => {
  const options: SimulateOptions = {
    url: new URL('http://localhost:3000/notifications'),
    secret: 'hush',
    channels: 3,
    users: 5,
    streams: 2,
    hours: 1.5,
    loss: 0.1,
    duplicates: 0.2,
    wild: 0.3,
    shuffle: true,
    seed: 8,
    now: Date.UTC(2026, 4, 1),
    concurrency: 16,
    retrySeconds: 10,
  };
  const plan = planDeliveries(generateHistory(options), options);

  it('names what the tables hold and the arguments that repeat the run, without the secret', async () => {
    const text = nextLines(plan, options, true, 'npm run simulate --').join('\n');
    expect(text).toContain('ChannelSessions  3 channel sessions');
    expect(text).toContain('CdnStreams       2 pushes');
    expect(text).not.toContain('hush');
    const repeat = /npm run simulate -- (.*)$/.exec(text)?.[1] ?? '';
    expect(await readOptions(['simulate', ...repeat.split(' '), '--secret', 'hush'])).toEqual(options);
  });

  it('says nothing about the tables when not all was accepted', () => {
    expect(nextLines(plan, options, false, 'npm run simulate --').join('\n')).not.toContain(
      'ChannelSessions',
    );
  });
});

describe('countPlayed', () => {
  const ids = { channelName: 'room', channelSId: 'c1' };
  const envelope = { noticeId: 'n', notifyMs: 1_777_000_000_000, productId: 1 } as const;
  const user = (uSId: string, uid: number) => ({ ...ids, uid, uSId, ts: 1_777_000_000 });
  const join = (uSId: string, uid: number): Notification => ({
    ...envelope,
    eventType: 103,
    payload: { ...user(uSId, uid), platform: 1 },
  });
  const leave = (uSId: string, uid: number): Notification => ({
    ...envelope,
    eventType: 104,
    payload: { ...user(uSId, uid), platform: 1, reason: 1 },
  });
  const destroy: Notification = { ...envelope, eventType: 102, payload: { ...ids, ts: 1_777_000_000 } };

  it('counts sessions, stays, users and who is online, in any order and however often', () => {
    const notifications = [leave('u1', 7), join('u1', 7), join('u2', 7), join('u3', 8), join('u3', 8)];
    expect(countPlayed(notifications)).toEqual({
      channelSessions: 1,
      liveChannels: 1,
      userSessions: 3,
      users: 2,
      onlineUsers: 2,
      cdnStreams: 0,
      busiest: { channelName: 'room', onlineUsers: 2 },
    });
    expect(countPlayed([destroy, ...notifications])).toMatchObject({
      liveChannels: 0,
      onlineUsers: 0,
      busiest: undefined,
    });
  });
});
