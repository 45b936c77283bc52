// The item of a stay, by what has been told of it; and its history of roles.
import * as v from 'valibot';
import { mergeUserSession, userSessionSchema } from '../../../functions/rtc-sessions/user-session';
import { names, notice, settings, stored, TEN, TEN_LEFT, TEN_ONLINE } from './stays';

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
