import { occurredAtMs } from '../../../functions/contract/events';
import { notificationTypes, readNotification } from '../../../functions/contract/notification';
import { leaveReasons, platforms } from '../../../functions/contract/rtc';
import { sentAtMs } from '../../../lib/simulator/delivery';
import { generateHistory, type HistoryOptions } from '../../../lib/simulator/history';
import { cdnOf, isJoin, isLeave, livesOf, rtcOf, staysOf } from './helpers/lives';

const now = Date.UTC(2026, 4, 1, 12);
const small: HistoryOptions = { seed: 1, now, channels: 5, users: 10, streams: 3 };
const large: HistoryOptions = { seed: 7, now, channels: 40, users: 50, streams: 60 };

const typeOf = ({ productId, eventType }: { productId: number; eventType: number | undefined }) =>
  `${productId}/${eventType}`;
const seeds = Array.from({ length: 40 }, (_, seed) => seed);

describe('determinism', () => {
  it('gives the same history for the same seed and end', () => {
    expect(generateHistory(large)).toEqual(generateHistory(large));
  });

  it('gives another history for another seed', () => {
    expect(generateHistory({ ...small, seed: 2 })).not.toEqual(generateHistory(small));
  });

  it('tells seeds above 32 bits apart', () => {
    expect(generateHistory({ ...small, seed: 1 + 2 ** 32 })).not.toEqual(generateHistory(small));
  });

  it('shares no id between two ends with the same seed, but the course of events', () => {
    const first = generateHistory(small);
    const second = generateHistory({ ...small, now: now + 60_000 });
    const ids = new Set(first.map(({ noticeId }) => noticeId));
    expect(second.filter(({ noticeId }) => ids.has(noticeId))).toEqual([]);
    const lives = livesOf(first);
    expect([...livesOf(second).keys()].filter((channelSId) => lives.has(channelSId))).toEqual([]);
    expect(second.map(typeOf)).toEqual(first.map(typeOf));
  });
});

describe('every notification', () => {
  it('is one that the contract accepts, in the documented form', () => {
    for (const notification of [
      ...generateHistory(large),
      ...generateHistory({ ...large, contradictions: 1 }),
    ]) {
      expect(readNotification({ ...notification })).toMatchObject({ recognized: true });
    }
  });

  it('has a notice id of its own', () => {
    const history = generateHistory(large);
    expect(new Set(history.map(({ noticeId }) => noticeId)).size).toBe(history.length);
  });

  it('lies within the span before now, in the order of events, and is sent shortly after its event', () => {
    const history = generateHistory(large);
    const times = history.map(occurredAtMs);
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(now - 3 * 3_600_000 - 10_000);
    for (const notification of history) {
      const delay = sentAtMs(notification) - occurredAtMs(notification);
      expect(delay).toBeGreaterThan(0);
      expect(delay).toBeLessThan(2_000);
      expect(notification.notifyMs).toBeLessThanOrEqual(now);
    }
    expect(Math.max(...times)).toBeGreaterThan(now - 60_000);
  });

  it('has whole seconds in RTC, with many ties, and milliseconds in CDN', () => {
    const history = generateHistory(large);
    const seconds = rtcOf(history).map(({ payload }) => payload.ts);
    expect(seconds.every(Number.isInteger)).toBe(true);
    expect(new Set(seconds).size).toBeLessThan(seconds.length * 0.8);
    expect(cdnOf(history).some(({ payload }) => payload.time % 1_000 !== 0)).toBe(true);
  });
});

describe('coverage', () => {
  it.each(seeds)('has every event type in a small history (seed %i)', (seed) => {
    const types = new Set(generateHistory({ ...small, seed }).map(typeOf));
    expect([...types].sort()).toEqual(
      notificationTypes
        .filter(({ productId }) => productId !== 3)
        .map(typeOf)
        .sort(),
    );
  });

  it('has every platform, every leave reason and many codes in a large one', () => {
    const history = generateHistory(large);
    const events = [...staysOf(history).values()].flat();
    const numbers = (values: Iterable<unknown>) =>
      new Set([...values].filter((value) => value !== undefined));
    expect(numbers(events.map(({ platform }) => platform))).toEqual(
      new Set(Object.keys(platforms).map(Number)),
    );
    expect(numbers(events.map(({ reason }) => reason))).toEqual(
      new Set(Object.keys(leaveReasons).map(Number)),
    );
    const codes = new Set(cdnOf(history).flatMap(({ payload }) => ('code' in payload ? [payload.code] : [])));
    expect(codes).toContain(200);
    expect(codes.size).toBeGreaterThan(5);
  });

  it('leaves some users of ended channels without a leave, and some channels alive with users in them', () => {
    const history = generateHistory(large);
    const lives = livesOf(history);
    const open = [...staysOf(history).values()].filter((events) => !events.some(isLeave));
    const inEnded = open.filter(([first]) => (lives.get(first?.channelSId ?? '')?.destroyed.length ?? 0) > 0);
    expect(inEnded.length).toBeGreaterThan(0);
    expect(open.length).toBeGreaterThan(inEnded.length);
  });
});

describe('channels', () => {
  it.each(seeds)('has as many lives as asked for, created once, destroyed at most once (seed %i)', (seed) => {
    const lives = livesOf(generateHistory({ ...small, channels: 12, seed }));
    expect(lives.size).toBe(12);
    for (const { created, destroyed, times } of lives.values()) {
      expect(created).toEqual([Math.min(...times)]);
      expect(destroyed).toEqual(destroyed.length === 0 ? [] : [Math.max(...times)]);
    }
  });

  it('reuses names only after the life before has ended', () => {
    const byName = new Map<string, { start: number; end: number }[]>();
    for (const { name, created, destroyed } of livesOf(
      generateHistory({ ...large, channels: 100 }),
    ).values()) {
      const life = { start: created[0] ?? Number.NaN, end: destroyed[0] ?? Number.POSITIVE_INFINITY };
      byName.set(name, [...(byName.get(name) ?? []), life]);
    }
    const reused = [...byName.values()].filter(({ length }) => length > 1);
    expect(reused.length).toBeGreaterThan(3);
    for (const lives of reused) {
      lives.sort((left, right) => left.start - right.start || left.end - right.end);
      lives.reduce((before, life) => {
        expect(life.start).toBeGreaterThanOrEqual(before.end);
        return life;
      });
    }
  });

  it('contradicts itself only where asked to', () => {
    const lives = [...livesOf(generateHistory({ ...large, contradictions: 1 })).values()];
    expect(lives.every(({ created }) => created.length === 2)).toBe(true);
    expect(lives.some(({ destroyed }) => destroyed.length === 2 && destroyed[0] !== destroyed[1])).toBe(true);
  });
});

describe('stays', () => {
  it.each(seeds)('begins each with its one join and ends it with at most one leave (seed %i)', (seed) => {
    const history = generateHistory({ ...small, users: 30, seed });
    for (const events of staysOf(history).values()) {
      const joins = events.filter(isJoin);
      const leaves = events.filter(isLeave);
      const times = events.map(({ ts }) => ts);
      expect(joins.map(({ ts }) => ts)).toEqual([Math.min(...times)]);
      expect(leaves.map(({ ts }) => ts)).toEqual(leaves.length === 0 ? [] : [Math.max(...times)]);
      expect(new Set(events.map(({ uid, channelSId }) => `${uid} ${channelSId}`)).size).toBe(1);
      expect(new Set(events.flatMap(({ platform }) => platform ?? [])).size).toBe(1);
    }
  });

  it('leaves by the type of the role that the user has by then', () => {
    // The sort is stable, so events of one stay within one second keep the order in which they happened.
    for (const events of staysOf(generateHistory(large)).values()) {
      const roles = events.map(({ type }) =>
        [103, 104, 111].includes(type)
          ? 'broadcaster'
          : [105, 106, 112].includes(type)
            ? 'audience'
            : 'participant',
      );
      const last = events.at(-1);
      if (last !== undefined && isLeave(last)) expect(roles.at(-1)).toBe(roles.at(-2));
      events.forEach(({ type }, index) => {
        if (type === 111 || type === 112) expect(roles[index]).not.toBe(roles[index - 1]);
      });
    }
  });

  it('has the asked number of users in each channel, some with several stays', () => {
    const usersByChannel = new Map<string, Set<unknown>>();
    const stays = staysOf(generateHistory(large));
    for (const [first] of stays.values()) {
      if (first === undefined) continue;
      const users = usersByChannel.get(first.channelSId) ?? new Set();
      usersByChannel.set(first.channelSId, users.add(first.uid));
    }
    expect([...usersByChannel.values()].every(({ size }) => size === large.users)).toBe(true);
    expect(stays.size).toBeGreaterThan(large.channels * large.users);
  });
});

describe('pushes', () => {
  it('has as many addresses as asked for, each of one channel, with a key and within the key limits', () => {
    const channelByStream = new Map<string, string>();
    for (const { payload } of cdnOf(generateHistory(large))) {
      expect(payload.stream).toMatch(/^rtmp:\/\/.+\?key=[0-9a-f]{16}$/);
      expect(channelByStream.get(payload.stream) ?? payload.channel).toBe(payload.channel);
      channelByStream.set(payload.stream, payload.channel);
    }
    expect(channelByStream.size).toBe(large.streams);
  });

  it('begins with a request (a transcoding update too early aside), and counts elapse from the latest one', () => {
    const requested = new Map<string, number[]>();
    for (const { eventType, payload } of cdnOf(generateHistory({ ...large, streams: 200 }))) {
      const earlier = requested.get(payload.stream) ?? [];
      if (eventType === 5) requested.set(payload.stream, [...earlier, payload.time]);
      else if (eventType !== 4) expect(earlier).not.toEqual([]);
      if (eventType === 6) expect(earlier).toContain(payload.time - (payload.elapse ?? Number.NaN));
    }
  });

  it('refuses what is over the limit of ten streams of a channel', () => {
    const history = cdnOf(generateHistory({ ...small, channels: 1, streams: 12 }));
    const refused = history.filter(({ payload }) => 'code' in payload && payload.code === 455);
    expect(new Set(refused.map(({ payload }) => payload.stream)).size).toBe(2);
  });
});

describe('sizes', () => {
  it('needs neither users nor streams', () => {
    const types = new Set(
      generateHistory({ ...small, users: 0, streams: 0 }).map(({ eventType }) => eventType),
    );
    expect(types).toEqual(new Set([101, 102]));
    expect(generateHistory({ ...small, users: 0, streams: 2 }).some(({ productId }) => productId === 2)).toBe(
      true,
    );
  });

  it('fits into a minute, and refuses less', () => {
    const history = generateHistory({ ...small, spanMs: 60_000 });
    expect(Math.min(...history.map(occurredAtMs))).toBeGreaterThan(now - 70_000);
    expect(() => generateHistory({ ...small, spanMs: 59_999 })).toThrow(RangeError);
  });
});
