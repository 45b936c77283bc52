// Usage against the sums of the history that was played, second by second.
import { stayFacts } from '../../../functions/channel-reports/stay-facts';
import type { Notification } from '../../../functions/contract/notification';
import { csvText, tableText } from '../../../lib/command-line/usage';
import { Usage, type UsageRow, usageCells, usageColumns } from '../../../lib/operations/usage';
import { generateHistory } from '../../../lib/simulator/history';
import { Reported } from '../../helpers/reported';

const DAY_MS = 86_400_000;
const DAY = Date.UTC(2026, 0, 2);
/** So that the history of three hours lies around midnight. */
const NOW = DAY + 4_800_000;

const history = generateHistory({ seed: 7, now: NOW, channels: 8, users: 8, streams: 0, contradictions: 0 });

/** Seconds by key and role: each second of each stay by itself, by the role that was told last. */
const secondsPlayed = (keyOf: (ms: number, channelName: string) => string): Map<string, number> => {
  const byStay = new Map<string, Notification[]>();
  const ends = new Map<string, number>();
  for (const notification of history) {
    if (notification.productId !== 1) continue;
    const { eventType, payload } = notification;
    if (eventType === 102) ends.set(payload.channelSId, payload.ts);
    if ('uSId' in payload) {
      const key = `${payload.channelSId} ${payload.uSId}`;
      byStay.set(key, [...(byStay.get(key) ?? []), notification]);
    }
  }
  const sums = new Map<string, number>();
  for (const events of byStay.values()) {
    const at = (types: readonly number[]) =>
      events.flatMap((event) =>
        event.productId === 1 && types.includes(event.eventType) ? event.payload.ts : [],
      )[0];
    const [first] = events;
    if (first?.productId !== 1) throw new Error('no stay');
    const { channelSId, channelName } = first.payload;
    const from = at([103, 105, 107]);
    const to = at([104, 106, 108]) ?? ends.get(channelSId) ?? NOW / 1000;
    if (from === undefined) throw new Error('no join');
    const roles = events.flatMap((event) =>
      event.productId === 1 && 'uSId' in event.payload
        ? { ts: event.payload.ts, role: roleOf(event.eventType), place: placeOf(event) }
        : [],
    );
    roles.sort((a, b) => a.ts - b.ts || (a.place < b.place ? -1 : 1));
    for (let second = from; second < to; second++) {
      const role = roles.findLast(({ ts }) => ts <= second)?.role;
      const key = `${keyOf(second * 1000, channelName)} ${role}`;
      sums.set(key, (sums.get(key) ?? 0) + 1);
    }
  }
  return sums;
};

/** Among events of one second: joins, then changes, then leaves; then by the notice id, as the state model has it. */
const placeOf = ({ eventType, noticeId }: Notification): string =>
  `${[103, 105, 107].includes(eventType) ? 0 : [111, 112].includes(eventType) ? 1 : 2}#${noticeId}`;

const roleOf = (eventType: number): string => {
  if ([103, 104, 111].includes(eventType)) return 'broadcaster';
  return [105, 106, 112].includes(eventType) ? 'audience' : 'participant';
};

const all = new Reported({ emptyMinutes: 0 });
beforeAll(async () => {
  all.nowMs = NOW;
  await all.project(history);
  await all.settle();
});

const usageOf = (by: 'day' | 'channel', fromMs = DAY - DAY_MS, toMs = DAY + DAY_MS): UsageRow[] => {
  const usage = new Usage({ fromMs, toMs, by, nowMs: NOW });
  for (const stay of all.tables.userSessions.items()) {
    usage.add({ ...stayFacts(stay), channelName: stay.channelName });
  }
  return usage.rows();
};

const asMap = (rows: readonly UsageRow[]): Map<string, number> =>
  new Map(
    rows.flatMap(({ key, secondsByRole }) =>
      Object.entries(secondsByRole)
        .filter(([, seconds]) => seconds > 0)
        .map(([role, seconds]): [string, number] => [`${key} ${role}`, seconds]),
    ),
  );

it('is the sum of what was played, cut at midnight, to the second', () => {
  const played = secondsPlayed((ms) => new Date(ms).toISOString().slice(0, 10));
  expect([...played.keys()].some((key) => key.startsWith('2026-01-01'))).toBe(true);
  expect(asMap(usageOf('day'))).toEqual(played);
});

it('is the sum of what was played in each channel, and of one day alone where that is asked for', () => {
  expect(asMap(usageOf('channel'))).toEqual(secondsPlayed((_, channelName) => channelName));
  const ofDay = (ms: number) => Math.floor(ms / DAY_MS) * DAY_MS === DAY;
  const played = secondsPlayed((ms, channelName) => (ofDay(ms) ? channelName : 'another day'));
  const onDay = new Map([...played].filter(([key]) => !key.startsWith('another day')));
  expect(asMap(usageOf('channel', DAY))).toEqual(onDay);
});

it('counts each user once a row, and says how far the figures can be trusted', () => {
  const rows = usageOf('day', DAY - DAY_MS, DAY + 2 * DAY_MS);
  expect(rows.map(({ key }) => key)).toEqual(['2026-01-01', '2026-01-02', '2026-01-03']);
  const stays = all.tables.userSessions.items();
  const [row] = usageOf('channel').filter(({ key }) => key === stays[0]?.channelName);
  const inChannel = stays.filter(({ channelName }) => channelName === stays[0]?.channelName);
  expect(row).toMatchObject({
    users: new Set(inChannel.map(({ uid }) => uid)).size,
    stays: inChannel.length,
    staysWithoutJoin: 0,
    leavesInferred: inChannel.filter(({ leaveInferred }) => leaveInferred).length,
  });
});

it('is written as a table and as CSV', () => {
  const row: UsageRow = {
    key: 'a "b", c',
    userSeconds: 90,
    secondsByRole: { broadcaster: 60, audience: 30, participant: 0 },
    users: 2,
    peakUsers: 1,
    stays: 3,
    staysWithoutJoin: 1,
    leavesInferred: 0,
  };
  const lines = [usageColumns('channel'), usageCells(row)];
  expect(csvText(lines)).toBe(
    'channel,userMinutes,broadcasterMinutes,audienceMinutes,participantMinutes,users,peakUsers,stays,staysWithoutJoin,leavesInferred\n' +
      '"a ""b"", c",1.5,1,0.5,0,2,1,3,1,0\n',
  );
  expect(tableText(lines).split('\n')[1]).toMatch(/^a "b", c +1\.5 +1 +0\.5 +0 +2 +1 +3 +1 +0$/);
});
