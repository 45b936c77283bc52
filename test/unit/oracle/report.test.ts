// The oracle's reports, against figures counted by hand.
import { at, create, DAY, destroy, join, leave, never, rest, role, soon, T } from './lives';

describe('a report', () => {
  it('counts a whole life', () => {
    const told = [
      create('a', 0),
      join('a', 1, 'u1', 0),
      role('a', 1, 'u1', 20, 112),
      leave('a', 1, 'u1', 60, 106),
      join('a', 1, 'u2', 120, 105),
      leave('a', 1, 'u2', 200, 106),
      join('a', 1, 'u3', 261, 105),
      join('a', 2, 'u4', 20, 107),
      role('a', 3, 'u5', 60, 112),
      destroy('a', 300),
    ];
    expect(rest(never, ...told).report).toEqual({
      channelSId: 'a',
      channelName: 'show',
      status: 'ended',
      startedAt: at(0),
      endedAt: at(300),
      endedDay: '2022-11-22',
      endReason: 'destroyed',
      durationSeconds: 300,
      onlineUsers: 0,
      onlineBroadcasters: 0,
      onlineAudience: 0,
      onlineParticipants: 0,
      // u1 and u4; at 60 u1 has gone as u5 comes; from 120 on u2, u4 and u5.
      peakOnlineUsers: 3,
      peakAt: at(120),
      stays: 5,
      users: 3,
      // u1 and u2 are one visit, 60 s apart; u3 came 61 s later.
      visits: 4,
      userSeconds: 60 + 80 + 39 + 280,
      userSecondsByRole: { broadcaster: 20, audience: 40 + 80 + 39, participant: 280 },
      leavesByReason: { 'normal leave': 2, 'channel destroyed': 3 },
      staysByPlatform: { Web: 4 },
      curve: expect.any(Array),
      quality: { staysWithoutJoin: 1, leavesInferred: 3 },
      expiresAt: T + 300 + 90 * DAY,
    });
  });

  it('draws a curve from the start to the end', () => {
    const short = rest(
      never,
      create('a', 0),
      join('a', 1, 'u', 1),
      role('a', 1, 'u', 2, 112),
      destroy('a', 3),
    );
    expect(short.report?.curve).toEqual([
      [0, 0, 0, 0],
      [1, 1, 0, 0],
      [2, 0, 1, 0],
      [3, 0, 0, 0],
    ]);
    const { report } = rest(never, create('a', 0), join('a', 1, 'u', 60, 107), destroy('a', 240));
    const curve = report?.curve;
    expect(curve).toHaveLength(120);
    expect(curve).toMatchObject({
      1: [2.017, 0, 0, 0],
      29: [58.487, 0, 0, 0],
      30: [60.504, 0, 0, 1],
      118: [237.983, 0, 0, 1],
      119: [240, 0, 0, 0],
    });
    expect(rest(never, create('a', 0), destroy('a', 0)).report?.curve).toEqual([[0, 0, 0, 0]]);
    expect(rest(never, destroy('a', 0)).report).not.toHaveProperty('curve');
    expect(rest(never, create('a', 0)).report).not.toHaveProperty('curve');
  });

  it('says what is online in a channel that lives', () => {
    const { report } = rest(
      never,
      join('a', 1, 'u1', 5),
      role('a', 1, 'u1', 9, 112),
      join('a', 2, 'u2', 6),
      join('a', 3, 'u3', 7, 107),
      join('a', 3, 'u4', 8, 107),
    );
    expect(report).toEqual({
      channelSId: 'a',
      channelName: 'show',
      status: 'live',
      startedAt: at(5),
      startInferred: true,
      onlineUsers: 3,
      onlineBroadcasters: 1,
      onlineAudience: 1,
      onlineParticipants: 1,
      peakOnlineUsers: 3,
      peakAt: at(7),
      stays: 4,
      users: 3,
      visits: 3,
      userSeconds: 1,
      userSecondsByRole: { broadcaster: 0, audience: 0, participant: 1 },
      leavesByReason: { 'joined again': 1 },
      staysByPlatform: { Web: 4 },
      quality: { staysWithoutJoin: 0, leavesInferred: 1 },
      expiresAt: T + 5 + 365 * DAY,
    });
  });

  it('has no peak where nobody was ever there, or not for any time', () => {
    expect(rest(never, create('a', 0)).report).not.toHaveProperty('peakAt');
    const { report } = rest(soon, join('a', 1, 'u', 5), leave('a', 1, 'u', 5));
    expect(report).toMatchObject({
      peakOnlineUsers: 0,
      visits: 1,
      stays: 1,
      endReason: 'empty',
      endInferred: true,
      durationSeconds: 0,
    });
    expect(report).not.toHaveProperty('peakAt');
  });
});
