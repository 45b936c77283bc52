import * as v from 'valibot';
import {
  closeUserSession,
  inferUserSessionEnd,
  mergeUserSession,
  type UserNotification,
  type UserSession,
  userSessionSchema,
} from '../../../functions/rtc-sessions/user-session';
import type { JudgedEnd } from '../../../functions/shared/inferred-end';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { permutationsOf } from '../../helpers/permutations';
import { readUserNotification } from './notifications';

const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: [] };

// 2022-11-22T10:00:00Z, and the expiry of a stay whose latest event is then.
const TEN = 1669111200;
const TEN_LEFT = 1676887200;
const TEN_ONLINE = 1700647200;

/** A notification of one stay, by its type, notice id and Unix seconds. */
const notice = (
  eventType: UserNotification['eventType'],
  noticeId: string,
  ts = TEN,
  replaced: Readonly<Record<string, unknown>> = {},
): UserNotification =>
  readUserNotification({ ...notificationOf(documentedType(1, eventType), { ts, ...replaced }), noticeId });

/** The stored item after notifications came one by one. */
const stored = (notifications: readonly UserNotification[]): UserSession => {
  let item: UserSession | undefined;
  for (const notification of notifications) {
    item = Object.freeze({ ...mergeUserSession(item, [notification], settings), revision: 1 });
    Object.freeze(item.asOf);
  }
  if (item === undefined) throw new Error('no notification');
  return item;
};

const closed = (item: UserSession, destroyedAt: string): UserSession => ({
  ...closeUserSession(item, destroyedAt, settings),
  revision: 1,
});

const withoutOnline = ({ onlineChannel: _, ...stay }: UserSession) => stay;

/** The history of roles with its keys, from `[key, role]`s. */
const historyOf = (...told: readonly (readonly [key: string, role: string])[]) => ({
  roles: told.map(([key, role]) => ({ role, since: key.split('#')[0] })),
  keys: told.map(([key]) => key),
});

const names = {
  channelSId: '6383f0a1b7e4',
  uSId: '9b1d6c02aa10',
  channelName: 'show68',
  uid: '52781',
  revision: 1,
};

describe('the item of a stay', () => {
  it('after a join', () => {
    expect(stored([notice(103, 'j')])).toEqual({
      ...names,
      status: 'online',
      role: 'broadcaster',
      platform: 'Web',
      joinedAt: '2022-11-22T10:00:00.000Z',
      firstEventAt: '2022-11-22T10:00:00.000Z',
      lastEventAt: '2022-11-22T10:00:00.000Z',
      onlineChannel: 'show68',
      roles: [{ role: 'broadcaster', since: '2022-11-22T10:00:00.000Z' }],
      asOf: { roles: ['2022-11-22T10:00:00.000Z#0#j'], joinedAt: '2022-11-22T10:00:00.000Z#0#j' },
      expiresAt: TEN_ONLINE,
    });
  });

  it('after a join and a leave', () => {
    expect(
      stored([notice(105, 'j', TEN, { platform: 2 }), notice(106, 'l', TEN + 870, { reason: 2 })]),
    ).toEqual({
      ...names,
      status: 'left',
      role: 'audience',
      platform: 'iOS',
      joinedAt: '2022-11-22T10:00:00.000Z',
      leftAt: '2022-11-22T10:14:30.000Z',
      leaveReason: 'connection timeout',
      leaveReasonCode: 2,
      durationSeconds: 870,
      firstEventAt: '2022-11-22T10:00:00.000Z',
      lastEventAt: '2022-11-22T10:14:30.000Z',
      roles: [
        { role: 'audience', since: '2022-11-22T10:00:00.000Z' },
        { role: 'audience', since: '2022-11-22T10:14:30.000Z' },
      ],
      asOf: {
        roles: ['2022-11-22T10:00:00.000Z#0#j', '2022-11-22T10:14:30.000Z#2#l'],
        joinedAt: '2022-11-22T10:00:00.000Z#0#j',
        leftAt: '2022-11-22T10:14:30.000Z#2#l',
      },
      expiresAt: TEN_LEFT + 870,
    });
  });

  it('after a leave alone', () => {
    expect(stored([notice(108, 'l', TEN, { platform: 3, reason: 9 })])).toEqual({
      ...names,
      status: 'left',
      role: 'participant',
      platform: 'Unknown (3)',
      leftAt: '2022-11-22T10:00:00.000Z',
      leaveReason: 'unknown (9)',
      leaveReasonCode: 9,
      firstEventAt: '2022-11-22T10:00:00.000Z',
      lastEventAt: '2022-11-22T10:00:00.000Z',
      roles: [{ role: 'participant', since: '2022-11-22T10:00:00.000Z' }],
      asOf: { roles: ['2022-11-22T10:00:00.000Z#2#l'], leftAt: '2022-11-22T10:00:00.000Z#2#l' },
      expiresAt: TEN_LEFT,
    });
  });

  it('after a role change alone', () => {
    expect(stored([notice(112, 'r')])).toEqual({
      ...names,
      status: 'online',
      role: 'audience',
      firstEventAt: '2022-11-22T10:00:00.000Z',
      lastEventAt: '2022-11-22T10:00:00.000Z',
      onlineChannel: 'show68',
      roles: [{ role: 'audience', since: '2022-11-22T10:00:00.000Z' }],
      asOf: { roles: ['2022-11-22T10:00:00.000Z#1#r'] },
      expiresAt: TEN_ONLINE,
    });
  });

  it('after a time with milliseconds', () => {
    const item = stored([notice(103, 'j', TEN + 4.123), notice(104, 'l', TEN + 5)]);
    expect(item.joinedAt).toBe('2022-11-22T10:00:04.123Z');
    expect(item.durationSeconds).toBe(0.877);
    expect(stored([notice(104, 'l', TEN + 0.999)]).expiresAt).toBe(TEN_LEFT);
  });

  it('after a leave that lies before its join: the stay is not shorter than nothing', () => {
    const item = stored([notice(103, 'j', TEN + 10), notice(104, 'l', TEN)]);
    expect(item).toMatchObject({
      status: 'left',
      durationSeconds: 0,
      firstEventAt: '2022-11-22T10:00:00.000Z',
      lastEventAt: '2022-11-22T10:00:10.000Z',
      expiresAt: TEN_LEFT + 10,
    });
  });

  it.each([
    [103, 'broadcaster'],
    [104, 'broadcaster'],
    [105, 'audience'],
    [106, 'audience'],
    [107, 'participant'],
    [108, 'participant'],
    [111, 'broadcaster'],
    [112, 'audience'],
  ] as const)('after %i has the role %s', (eventType, role) => {
    expect(stored([notice(eventType, 'n')]).role).toBe(role);
  });

  it('has the uid as a string, also where it is none that a number could spell', () => {
    expect(stored([notice(103, 'j', TEN, { uid: 'alice' })]).uid).toBe('alice');
    expect(stored([notice(103, 'j', TEN, { uid: 0 })]).uid).toBe('0');
  });

  it('takes no notice of a reason in a join', () => {
    const item = stored([notice(103, 'j', TEN, { reason: 2 })]);
    expect(item).not.toHaveProperty('leaveReason');
    expect(item.status).toBe('online');
  });
});

/** The item is the same whatever the order, one by one and in one batch, and with everything twice. */
const always = (notifications: readonly UserNotification[]): UserSession => {
  const expected = stored(notifications);
  for (const order of permutationsOf(notifications)) {
    expect(stored(order)).toEqual(expected);
    expect(stored([...order, ...order])).toEqual(expected);
    const [first, ...rest] = order;
    if (first === undefined) throw new Error('no notification');
    expect({ ...mergeUserSession(undefined, [first, ...rest, ...order], settings), revision: 1 }).toEqual(
      expected,
    );
  }
  return expected;
};

describe('registers, in whatever order events come', () => {
  it('the greatest key gives the role, which has ties within one second', () => {
    expect(always([notice(111, 'a'), notice(111, 'c'), notice(112, 'b')])).toMatchObject({
      role: 'broadcaster',
      roles: ['broadcaster', 'audience', 'broadcaster'].map((role) => ({
        role,
        since: '2022-11-22T10:00:00.000Z',
      })),
      asOf: { roles: ['a', 'b', 'c'].map((id) => `2022-11-22T10:00:00.000Z#1#${id}`) },
    });
  });

  it('a role change comes after a join and before a leave of the same second', () => {
    expect(always([notice(105, 'z'), notice(111, 'a')]).role).toBe('broadcaster');
    expect(always([notice(106, 'a'), notice(111, 'z')]).role).toBe('audience');
  });

  it('the least key gives the join, with its platform', () => {
    expect(
      always([
        notice(103, 'b', TEN, { platform: 1 }),
        notice(103, 'a', TEN, { platform: 2 }),
        notice(105, 'c', TEN - 5, { platform: 5 }),
        notice(103, 'd', TEN + 5, { platform: 7 }),
      ]),
    ).toMatchObject({ joinedAt: '2022-11-22T09:59:55.000Z', platform: 'Windows', role: 'broadcaster' });
    expect(
      always([notice(103, 'b', TEN, { platform: 1 }), notice(103, 'a', TEN, { platform: 2 })]).platform,
    ).toBe('iOS');
  });

  it('the greatest key gives the leave, and its platform where no join is known', () => {
    const leaves = [
      notice(104, 'b', TEN, { platform: 1, reason: 1 }),
      notice(104, 'c', TEN, { platform: 2, reason: 3 }),
      notice(106, 'a', TEN - 5, { platform: 5, reason: 4 }),
    ];
    expect(always(leaves)).toMatchObject({ platform: 'iOS', leaveReason: 'permission', leaveReasonCode: 3 });
    expect(always([...leaves, notice(103, 'j', TEN + 9, { platform: 8 })])).toMatchObject({
      platform: 'macOS',
      leaveReason: 'permission',
      durationSeconds: 0,
    });
  });

  it('the least of differing names wins', () => {
    expect(
      always([
        notice(103, 'a', TEN, { channelName: 'b', uid: 2 }),
        notice(111, 'b', TEN + 1, { channelName: 'a', uid: 'x' }),
        notice(104, 'c', TEN + 2, { channelName: 'c', uid: 10 }),
      ]),
    ).toMatchObject({ channelName: 'a', uid: '10' });
    expect(
      always([notice(103, 'a', TEN, { channelName: 'b' }), notice(111, 'b', TEN, { channelName: 'a' })])
        .onlineChannel,
    ).toBe('a');
  });

  it('a resend changes nothing: notifyMs takes no part', () => {
    const sent = notice(103, 'j');
    expect(stored([sent, { ...sent, notifyMs: (sent.notifyMs ?? 0) + 10_000 }])).toEqual(stored([sent]));
  });

  it('a whole stay', () => {
    const history = historyOf(
      ['2022-11-22T10:00:00.000Z#0#j', 'audience'],
      ['2022-11-22T10:01:30.000Z#1#r1', 'broadcaster'],
      ['2022-11-22T10:04:30.000Z#1#r2', 'audience'],
      ['2022-11-22T10:14:30.000Z#2#l1', 'audience'],
      ['2022-11-22T10:14:35.000Z#2#l2', 'audience'],
    );
    expect(
      always([
        notice(105, 'j'),
        notice(111, 'r1', TEN + 90),
        notice(112, 'r2', TEN + 270),
        notice(106, 'l1', TEN + 870, { reason: 2 }),
        notice(106, 'l2', TEN + 875, { reason: 1 }),
      ]),
    ).toEqual({
      ...names,
      status: 'left',
      role: 'audience',
      platform: 'Web',
      joinedAt: '2022-11-22T10:00:00.000Z',
      leftAt: '2022-11-22T10:14:35.000Z',
      leaveReason: 'normal leave',
      leaveReasonCode: 1,
      durationSeconds: 875,
      firstEventAt: '2022-11-22T10:00:00.000Z',
      lastEventAt: '2022-11-22T10:14:35.000Z',
      roles: history.roles,
      asOf: {
        roles: history.keys,
        joinedAt: '2022-11-22T10:00:00.000Z#0#j',
        leftAt: '2022-11-22T10:14:35.000Z#2#l2',
      },
      expiresAt: TEN_LEFT + 875,
    });
  });
});

describe("a stay that its channel's end closes", () => {
  const online = stored([notice(103, 'j')]);
  const ELEVEN = '2022-11-22T11:00:00.000Z';

  it('has an inferred end, which no order key stands for', () => {
    expect(closed(online, ELEVEN)).toEqual({
      ...names,
      status: 'left',
      role: 'broadcaster',
      platform: 'Web',
      joinedAt: '2022-11-22T10:00:00.000Z',
      leftAt: ELEVEN,
      leaveReason: 'channel destroyed',
      leaveInferred: true,
      durationSeconds: 3600,
      firstEventAt: '2022-11-22T10:00:00.000Z',
      lastEventAt: '2022-11-22T10:00:00.000Z',
      roles: online.roles,
      asOf: online.asOf,
      expiresAt: TEN_LEFT + 3600,
    });
  });

  it('moves with a later destroy, and not with an earlier one', () => {
    const item = closed(online, ELEVEN);
    expect(closed(item, ELEVEN)).toEqual(item);
    expect(closed(item, '2022-11-22T10:59:59.999Z')).toEqual(item);
    expect(closed(item, '2022-11-22T11:00:01.000Z')).toMatchObject({
      leftAt: '2022-11-22T11:00:01.000Z',
      durationSeconds: 3601,
      expiresAt: TEN_LEFT + 3601,
    });
  });

  it('has a real leave replace the inferred end, whenever it comes and whatever its time', () => {
    for (const ts of [TEN + 10, TEN + 7200]) {
      const leave = notice(104, 'l', ts);
      const afterwards: UserSession = {
        ...mergeUserSession(closed(online, ELEVEN), [leave], settings),
        revision: 1,
      };
      expect(afterwards).toEqual(stored([notice(103, 'j'), leave]));
      expect(closed(afterwards, ELEVEN)).toEqual(afterwards);
    }
  });

  it('stays closed when a late event other than a leave comes', () => {
    const late = mergeUserSession(closed(online, ELEVEN), [notice(112, 'r', TEN + 7200)], settings);
    expect(late).toMatchObject({
      status: 'left',
      leftAt: ELEVEN,
      leaveInferred: true,
      role: 'audience',
      lastEventAt: '2022-11-22T12:00:00.000Z',
      // The later of the last event and the end.
      expiresAt: TEN_LEFT + 7200,
    });
  });

  it('is not shorter than nothing where the channel ended before the join', () => {
    expect(closed(online, '2022-11-22T09:00:00.000Z')).toMatchObject({
      leftAt: '2022-11-22T09:00:00.000Z',
      durationSeconds: 0,
      expiresAt: TEN_LEFT,
    });
  });

  it('has no duration where no join is known', () => {
    const item = closed(stored([notice(111, 'r')]), ELEVEN);
    expect(item).toMatchObject({ status: 'left', leaveInferred: true });
    expect(item).not.toHaveProperty('durationSeconds');
    expect(item).not.toHaveProperty('platform');
  });
});

describe('the history of roles', () => {
  const changes = Array.from({ length: 60 }, (_, index) =>
    notice(index % 2 === 0 ? 111 : 112, `r${index}`, TEN + index),
  );

  it('keeps the latest 50, in whatever order they come', () => {
    const inOrder = stored(changes);
    expect(inOrder.roles).toHaveLength(50);
    expect(inOrder.roles?.[0]).toEqual({ role: 'broadcaster', since: '2022-11-22T10:00:10.000Z' });
    expect(stored(changes.toReversed())).toEqual(inOrder);
    expect(stored([...changes, ...changes])).toEqual(inOrder);
  });

  it('begins anew from the role of an item that an earlier version wrote', () => {
    const { roles: _, asOf, ...rest } = stored([notice(103, 'j')]);
    const { roles: keys = [], ...others } = asOf;
    const earlier = v.parse(userSessionSchema, { ...rest, asOf: { ...others, role: keys[0] } });
    const now = { ...mergeUserSession(earlier, [notice(112, 'r', TEN + 5)], settings), revision: 1 };
    expect(now).toEqual(stored([notice(103, 'j'), notice(112, 'r', TEN + 5)]));
  });
});

describe('an end that a recount has judged', () => {
  const online = stored([notice(103, 'j')]);
  const at = '2022-11-22T10:30:00.000Z';
  const ELEVEN = '2022-11-22T11:00:00.000Z';
  const judged = { at, reason: 'joined again' } as const;
  const inferred = (
    item: UserSession,
    end: JudgedEnd<'joined again'> | undefined,
    facts: number,
  ): UserSession => ({
    ...inferUserSessionEnd(item, end, facts, settings),
    revision: 1,
  });
  const ended = inferred(online, judged, 3);

  it('closes the stay, and goes without a trace', () => {
    expect(ended).toEqual({
      ...withoutOnline(online),
      status: 'left',
      leftAt: at,
      leaveReason: 'joined again',
      leaveInferred: true,
      durationSeconds: 1800,
      inferredEnd: { ...judged, facts: 3 },
      expiresAt: TEN_LEFT + 1800,
    });
    expect(inferred(ended, undefined, 4)).toEqual(online);
  });

  it('is taken back, or set otherwise, by no older judgement', () => {
    expect(inferred(ended, undefined, 3)).toEqual(ended);
    expect(inferred(ended, { ...judged, at: ELEVEN }, 2)).toEqual(ended);
    expect(inferred(ended, { ...judged, at: ELEVEN }, 3).leftAt).toBe(ELEVEN);
    expect(inferred(ended, judged, 9)).toEqual(ended);
  });

  it('stays where notifications come, and a real leave shows before it', () => {
    const left = mergeUserSession(ended, [notice(104, 'l', TEN + 60, { reason: 1 })], settings);
    expect(left).toMatchObject({
      leftAt: '2022-11-22T10:01:00.000Z',
      leaveReason: 'normal leave',
      inferredEnd: ended.inferredEnd,
    });
    expect(left).not.toHaveProperty('leaveInferred');
  });

  it('and the end of the channel: the earlier one shows, in whichever order they come', () => {
    const both = closed(ended, ELEVEN);
    expect(both).toMatchObject({ leftAt: at, leaveReason: 'joined again' });
    expect(inferred(closed(online, ELEVEN), judged, 3)).toEqual(both);
    expect(inferred(both, undefined, 4)).toEqual(closed(online, ELEVEN));
    expect(closed(ended, '2022-11-22T10:29:59.000Z')).toMatchObject({
      leftAt: '2022-11-22T10:29:59.000Z',
      leaveReason: 'channel destroyed',
    });
    const left = mergeUserSession(both, [notice(104, 'l', TEN + 60, { reason: 1 })], settings);
    expect(left.asOf).not.toHaveProperty('channelDestroyedAt');
  });
});
