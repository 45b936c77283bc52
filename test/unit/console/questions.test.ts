// The console's questions on a real DynamoDB API: what they answer is what the tables hold.
import * as v from 'valibot';
import {
  channelAnswer,
  curveAnswer,
  findAnswer,
  liveAnswer,
  sessionAnswer,
  userAnswer,
} from '../../../lib/console/answers';
import type { StayItem } from '../../../lib/console/items';
import {
  type ConsoleTarget,
  fillWithHistory,
  startConsoleTarget,
} from '../../helpers/console/console-target';
import { putItems } from '../../helpers/console/filled-tables';
import type { Item } from '../../helpers/oracle';
import type { SettledTables } from '../../helpers/oracle/settled';

let target: ConsoleTarget;
let tables: SettledTables;
beforeAll(async () => {
  target = await startConsoleTarget();
  tables = await fillWithHistory(target.dynamoDb, { seed: 11, channels: 30, users: 60, streams: 40 });
});
afterAll(async () => {
  expect(target.faults).toEqual([]);
  await target.stop();
});

const path = (kind: string, name: unknown) => `/api/${kind}/${encodeURIComponent(String(name))}`;
const byId = (items: readonly Item[]) => [...items].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
const idOf = ({ channelSId, uSId, channel, stream }: Item) =>
  JSON.stringify([channelSId, uSId, channel, stream]);
const masked = ({ stream, ...push }: Item) => ({
  ...push,
  stream: String(stream).replace(/^(rtmp:\/\/[^/]+\/[^/]+\/).*$/, '$1***'),
});

describe('what is live', () => {
  let live: v.InferOutput<typeof liveAnswer>;
  beforeAll(async () => {
    live = v.parse(liveAnswer, await target.json('/api/live'));
  });

  it('has the names that scripts rely on, and no others', async () => {
    expect(Object.keys(live).sort()).toEqual(['channels', 'ended', 'pushes', 'troubles']);
  });

  it('is every live report, most people first', () => {
    const expected = tables.channelReports.filter(({ status }) => status === 'live');
    expect(expected.length).toBeGreaterThan(3);
    expect(byId(live.channels)).toEqual(byId(expected));
    const people = live.channels.map(({ onlineUsers = 0 }) => onlineUsers);
    expect(people).toEqual([...people].sort((a, b) => b - a));
  });

  it('is every active push, its key masked', () => {
    const expected = tables.cdnStreams.filter(({ activeChannel }) => activeChannel !== undefined);
    expect(expected.length).toBeGreaterThan(2);
    expect(live.pushes.map(idOf).sort()).toEqual(expected.map(masked).map(idOf).sort());
  });

  it('is followed by what ended last, newest first', () => {
    const expected = tables.channelReports
      .filter(({ status }) => status === 'ended')
      .map(({ endedAt }) => String(endedAt))
      .sort()
      .reverse()
      .slice(0, 20);
    expect(live.ended.map(({ endedAt }) => endedAt)).toEqual(expected);
  });

  it('names what is wrong: pushes failed and interrupted with their code, ends that nobody told', () => {
    const bad = tables.cdnStreams.filter(({ status }) => status === 'failed' || status === 'interrupted');
    expect(bad.length).toBeGreaterThan(1);
    const pushes = live.troubles.filter(({ kind }) => kind === 'push').map(({ kind: _, ...push }) => push);
    expect(pushes.map(idOf).sort()).toEqual(bad.map(masked).map(idOf).sort());
    for (const { lastError } of bad) expect(lastError).toMatchObject({ code: expect.any(Number) });
    const inferred = tables.channelReports.filter(({ endInferred }) => endInferred === true);
    expect(inferred.length).toBeGreaterThan(0);
    const channels = live.troubles.filter(({ kind }) => kind === 'channel');
    expect(channels.map(idOf).sort()).toEqual(inferred.map(idOf).sort());
  });

  it('knows a channel that nobody has counted yet', async () => {
    const channel = {
      channelSId: 'just-made',
      channelName: 'just made',
      status: 'live',
      createdAt: '2026-05-01T00:00:00.000Z',
      firstEventAt: '2026-05-01T00:00:00.000Z',
      liveChannel: 'just made',
    };
    await putItems(target.dynamoDb, 'ChannelSessions', [channel]);
    const { channels } = v.parse(liveAnswer, await target.json('/api/live'));
    expect(channels.at(-1)).toEqual({
      channelSId: 'just-made',
      channelName: 'just made',
      status: 'live',
      startedAt: '2026-05-01T00:00:00.000Z',
    });
  });
});

it('a channel’s lives are its reports, newest first', async () => {
  const names = new Set(tables.channelReports.map(({ channelName }) => channelName));
  let several = 0;
  for (const name of names) {
    const { lives, next } = v.parse(channelAnswer, await target.json(path('channels', name)));
    const expected = tables.channelReports.filter(({ channelName }) => channelName === name);
    expect(next).toBeNull();
    expect(byId(lives)).toEqual(byId(expected));
    const starts = lives.map(({ startedAt = '' }) => startedAt);
    expect(starts).toEqual([...starts].sort().reverse());
    if (lives.length > 1) several += 1;
  }
  expect(several).toBeGreaterThan(2);
});

it('a user’s stays are all of them, newest first', async () => {
  for (const uid of new Set(tables.userSessions.slice(0, 40).map((stay) => stay.uid))) {
    const { stays } = v.parse(userAnswer, await target.json(path('users', uid)));
    expect(byId(stays)).toEqual(byId(tables.userSessions.filter((stay) => stay.uid === uid)));
    const starts = stays.map(({ firstEventAt }) => firstEventAt);
    expect(starts).toEqual([...starts].sort().reverse());
  }
});

describe('a life', () => {
  /** Every page, by what each says of the next one. */
  const allStays = async (channelSId: unknown, sort?: string): Promise<StayItem[]> => {
    const stays: StayItem[] = [];
    let page: string | null = '';
    while (page !== null) {
      const query = new URLSearchParams({ ...(sort && { sort }), ...(page && { page }) });
      const answer = v.parse(sessionAnswer, await target.json(`${path('sessions', channelSId)}?${query}`));
      expect(answer.stays.length).toBeLessThanOrEqual(50);
      stays.push(...answer.stays);
      page = answer.next;
    }
    return stays;
  };
  const startOf = ({ joinedAt, firstEventAt }: Item) => String(joinedAt ?? firstEventAt);
  const lengthOf = (stay: Item) => Date.parse(String(stay.leftAt)) - Date.parse(startOf(stay));
  const longest = () =>
    [...tables.channelReports]
      .filter(({ status }) => status === 'ended')
      .sort((a, b) => Number(b.stays) - Number(a.stays))[0] ?? {};

  it('gives its channel, report and pushes', async () => {
    for (const report of tables.channelReports) {
      const answer = v.parse(sessionAnswer, await target.json(path('sessions', report.channelSId)));
      expect(answer.report).toEqual(report);
      expect(answer.channel).toEqual(
        tables.channelSessions.find(({ channelSId }) => channelSId === report.channelSId),
      );
      const { firstEventAt = '', destroyedAt = '9' } = answer.channel;
      const ofItsTime = tables.cdnStreams.filter(
        ({ channel, firstEventAt: from, lastEventAt: to }) =>
          channel === report.channelName && String(from) <= destroyedAt && String(to) >= firstEventAt,
      );
      for (const push of ofItsTime.map(masked)) {
        expect(answer.pushes.map(idOf)).toContain(idOf(push));
      }
    }
  });

  it.each(['join', 'length', 'user', 'key', undefined])(
    'gives every stay once, 50 to a page, by %s',
    async (sort) => {
      const report = longest();
      expect(report.stays).toBeGreaterThan(50);
      const stays = await allStays(report.channelSId, sort);
      expect(byId(stays)).toEqual(
        byId(tables.userSessions.filter(({ channelSId }) => channelSId === report.channelSId)),
      );
      const keys = {
        join: (stay: Item) => Date.parse(startOf(stay)),
        length: (stay: Item) => -lengthOf(stay),
        user: (stay: Item) => Number(stay.uid),
        key: undefined,
      }[sort ?? 'join'];
      if (keys) expect(stays.map(keys)).toEqual(stays.map(keys).sort((a, b) => a - b));
    },
  );

  it('draws the curve that the report has points of', async () => {
    let compared = 0;
    for (const { channelSId, startedAt, curve } of tables.channelReports) {
      if (!Array.isArray(curve)) continue;
      const answer = v.parse(curveAnswer, await target.json(path('curves', channelSId)));
      expect(answer).toMatchObject({ startedAt, exact: true });
      for (const [seconds, ...counts] of curve) {
        const [, ...exact] = answer.curve.findLast(([at]) => at <= seconds) ?? [0, 0, 0, 0];
        expect([seconds, exact]).toEqual([seconds, counts]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(500);
  });

  it.each(['0', '-1', 'x', '1.5', '%7B%7D'])('refuses page %s', async (page) => {
    const answer = await target.ask(`${path('sessions', longest().channelSId)}?page=${page}`);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({
      error: { code: 'bad-request', message: expect.stringMatching(/^page: give what "next"/) },
    });
  });

  it('says that there is none of that id', async () => {
    const { status, text } = await target.ask('/api/sessions/nowhere');
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'not-found' } });
  });
});

describe('find', () => {
  const find = async (text: string) =>
    v.parse(findAnswer, await target.json('/api/find', { 'X-Find': encodeURIComponent(text) }));

  it('takes a channel, a channel session, a user', async () => {
    const [stay = {}] = tables.userSessions;
    const byName = await find(String(stay.channelName));
    expect(byName.channels[0]?.channelName).toBe(stay.channelName);
    expect((await find(String(stay.channelSId))).sessions[0]?.channelSId).toBe(stay.channelSId);
    expect((await find(String(stay.uid))).users[0]?.uid).toBe(stay.uid);
    expect(await find('neither of them')).toEqual({ channels: [], sessions: [], users: [], pushes: [] });
  });

  it('takes a stream, whole or in part, and gives its key to nobody', async () => {
    const push = tables.cdnStreams.find(({ activeChannel }) => activeChannel !== undefined) ?? {};
    const stream = String(push.stream);
    for (const text of [stream, stream.slice(8)]) {
      const { pushes } = await find(text);
      expect(pushes.map(({ channel }) => channel)).toContain(push.channel);
      expect(JSON.stringify(pushes)).not.toContain(stream.slice(stream.lastIndexOf('/') + 1));
    }
  });
});
