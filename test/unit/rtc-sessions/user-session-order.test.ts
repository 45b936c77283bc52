// The item of a stay is the same in whatever order its notifications come, and however often.
import { always, names, notice, stored, TEN, TEN_LEFT } from './stays';

/** The history of roles with its keys, from `[key, role]`s. */
const historyOf = (...told: readonly (readonly [key: string, role: string])[]) => ({
  roles: told.map(([key, role]) => ({ role, since: key.split('#')[0] })),
  keys: told.map(([key]) => key),
});

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
