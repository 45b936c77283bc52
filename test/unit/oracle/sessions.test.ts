// The oracle of channels and stays, against items computed by hand from the state model.
import { joinNotice, leaveNotice, roleNotice } from '../../helpers/notices';
import { expectedTables } from '../../helpers/oracle';
import { at, DAY, T } from './lives';
import { create, destroy, join, leave, sessions, settings, user } from './one-life';

describe('the oracle, channels and stays', () => {
  it('states a whole life', () => {
    expect(
      expectedTables([create('a', T), join('b', T + 4), leave('c', T + 64), destroy('d', T + 70)], settings),
    ).toEqual({
      channelSessions: [
        {
          channelSId: 'c1',
          channelName: 'show68',
          status: 'ended',
          createdAt: '2022-11-22T10:00:00.000Z',
          destroyedAt: '2022-11-22T10:01:10.000Z',
          durationSeconds: 70,
          firstEventAt: '2022-11-22T10:00:00.000Z',
          expiresAt: T + 70 + 90 * DAY,
        },
      ],
      userSessions: [
        {
          channelSId: 'c1',
          uSId: 'u1',
          channelName: 'show68',
          uid: '52781',
          status: 'left',
          role: 'broadcaster',
          roles: [
            { role: 'broadcaster', since: '2022-11-22T10:00:04.000Z' },
            { role: 'broadcaster', since: '2022-11-22T10:01:04.000Z' },
          ],
          platform: 'Web',
          joinedAt: '2022-11-22T10:00:04.000Z',
          leftAt: '2022-11-22T10:01:04.000Z',
          leaveReason: 'normal leave',
          leaveReasonCode: 1,
          durationSeconds: 60,
          firstEventAt: '2022-11-22T10:00:04.000Z',
          lastEventAt: '2022-11-22T10:01:04.000Z',
          expiresAt: T + 64 + 90 * DAY,
        },
      ],
      cdnStreams: [],
    });
  });

  it('keeps an open stay in the sparse indexes and for the long retention', () => {
    const { channel, stay } = sessions(create('a', T), join('b', T + 4));
    expect(channel).toEqual({
      channelSId: 'c1',
      channelName: 'show68',
      status: 'live',
      createdAt: at(0),
      firstEventAt: at(0),
      liveChannel: 'show68',
      expiresAt: T + 365 * DAY,
    });
    expect(stay).toMatchObject({
      status: 'online',
      onlineChannel: 'show68',
      expiresAt: T + 4 + 365 * DAY,
    });
    expect(stay).not.toHaveProperty('leftAt');
    expect(stay).not.toHaveProperty('leaveReason');
    expect(stay).not.toHaveProperty('durationSeconds');
  });

  it('infers the start of a channel from its users, without a duration, until the create is there', () => {
    expect(sessions(join('b', T + 4), leave('c', T + 9), destroy('d', T + 70)).channel).toEqual({
      channelSId: 'c1',
      channelName: 'show68',
      status: 'ended',
      createdAt: at(4),
      createdInferred: true,
      destroyedAt: at(70),
      firstEventAt: at(4),
      expiresAt: T + 70 + 90 * DAY,
    });
    const real = sessions(create('a', T + 5), join('b', T + 4), destroy('d', T + 70)).channel;
    expect(real).toMatchObject({ createdAt: at(5), firstEventAt: at(5), durationSeconds: 65 });
    expect(real).not.toHaveProperty('createdInferred');
  });

  it('takes the least create and the greatest destroy, and no negative duration', () => {
    expect(
      sessions(create('a', T + 9), create('b', T + 3), destroy('c', T + 70), destroy('d', T + 40)).channel,
    ).toMatchObject({ createdAt: at(3), destroyedAt: at(70), durationSeconds: 67 });
    expect(sessions(create('a', T + 9), destroy('c', T + 2)).channel).toMatchObject({
      createdAt: at(9),
      destroyedAt: at(2),
      durationSeconds: 0,
      firstEventAt: at(9),
      expiresAt: T + 2 + 90 * DAY,
    });
  });

  it('begins with the destroy where nothing else has come', () => {
    expect(sessions(destroy('d', T + 70)).channel).toEqual({
      channelSId: 'c1',
      channelName: 'show68',
      status: 'ended',
      destroyedAt: at(70),
      firstEventAt: at(70),
      expiresAt: T + 70 + 90 * DAY,
    });
    expect(sessions(destroy('d', T + 70)).userSessions).toEqual([]);
  });

  it('closes a stay without a leave at the end of the channel, also one that began later', () => {
    const { stay } = sessions(join('b', T + 4), destroy('d', T + 70), destroy('e', T + 60));
    expect(stay).toMatchObject({
      status: 'left',
      leftAt: at(70),
      leaveReason: 'channel destroyed',
      leaveInferred: true,
      durationSeconds: 66,
      lastEventAt: at(4),
      expiresAt: T + 70 + 90 * DAY,
    });
    expect(stay).not.toHaveProperty('leaveReasonCode');
    expect(stay).not.toHaveProperty('onlineChannel');
    expect(sessions(join('b', T + 80), destroy('d', T + 70)).stay).toMatchObject({
      leftAt: at(70),
      durationSeconds: 0,
      expiresAt: T + 80 + 90 * DAY,
    });
  });

  it('prefers a real leave to the end of the channel', () => {
    const { stay } = sessions(leave('c', T + 99), destroy('d', T + 70));
    expect(stay).toMatchObject({ leftAt: at(99), leaveReasonCode: 1, platform: 'iOS', status: 'left' });
    expect(stay).not.toHaveProperty('leaveInferred');
    expect(stay).not.toHaveProperty('joinedAt');
  });

  it('settles one second by rank, then by notice id', () => {
    const role = (id: string, type: 111 | 112) => roleNotice(id, type, { ...user, ts: T });
    expect(sessions(role('a', 111), role('c', 111), role('b', 112)).stay).toMatchObject({
      role: 'broadcaster',
    });
    expect(sessions(role('a', 111), role('c', 112), role('b', 111)).stay).toMatchObject({ role: 'audience' });
    expect(sessions(role('a', 111)).stay).not.toHaveProperty('platform');
    const joined = joinNotice('z', 107, { ...user, ts: T, platform: 1 });
    expect(sessions(joined, role('a', 112)).stay).toMatchObject({ role: 'audience', platform: 'Android' });
    const first = joinNotice('y', 105, { ...user, ts: T, platform: 99 });
    expect(sessions(joined, first).stay).toMatchObject({ role: 'participant', platform: 'Unknown (99)' });
    const left = leaveNotice('x', 106, { ...user, ts: T, platform: 8, reason: 9 });
    expect(sessions(joined, left, leave('w', T)).stay).toMatchObject({
      leaveReason: 'unknown (9)',
      leaveReasonCode: 9,
      role: 'audience',
      durationSeconds: 0,
    });
  });

  it('keeps the fifty latest roles, each since it was told', () => {
    const changes = Array.from({ length: 60 }, (_, index) =>
      roleNotice(`r${index}`, index % 2 === 0 ? 111 : 112, { ...user, ts: T + index }),
    );
    const { stay } = sessions(...changes.toReversed(), join('a', T));
    expect(stay?.roles).toHaveLength(50);
    expect(stay?.roles).toMatchObject({
      0: { role: 'broadcaster', since: at(10) },
      49: { role: 'audience', since: at(59) },
    });
  });

  it('leaves out what was not told', () => {
    const { platform: _, ...place } = { ...user, ts: T, platform: 1 };
    const joined = { noticeId: 'a', productId: 1, eventType: 103, payload: place };
    const left = { noticeId: 'b', productId: 1, eventType: 104, payload: { ...place, ts: T + 5 } };
    const { stay } = sessions(joined, left);
    expect(stay).toMatchObject({ status: 'left', leftAt: at(5), leaveReason: 'not told' });
    expect(stay).not.toHaveProperty('leaveReasonCode');
    expect(stay).not.toHaveProperty('platform');
    // The join decides where it is there, the leave only where it is not.
    expect(sessions(joined, leave('c', T + 5)).stay).not.toHaveProperty('platform');
    expect(sessions(leave('c', T + 5)).stay).toMatchObject({ platform: 'iOS' });
    expect(sessions(leave('c', T + 5), left).stay).toMatchObject({ leaveReason: 'normal leave' });
    const later = { ...left, payload: { ...place, ts: T + 6 } };
    expect(sessions(leave('c', T + 5), later).stay).toMatchObject({ leaveReason: 'not told', leftAt: at(6) });
  });

  it('takes the least of differing names: a stay over its own events, a channel over all', () => {
    const other = joinNotice('b', 103, { ...user, channelName: 'Show68', uid: 'alice', ts: T, platform: 0 });
    const { channel, stay, userSessions } = sessions(
      create('a', T),
      other,
      leave('c', T + 1),
      joinNotice('d', 107, { ...user, uSId: 'u2', ts: T, platform: 6 }),
    );
    expect(channel).toMatchObject({ channelName: 'Show68', liveChannel: 'Show68' });
    expect(stay).toMatchObject({ channelName: 'Show68', uid: '52781' });
    expect(userSessions[1]).toMatchObject({ channelName: 'show68', uSId: 'u2', platform: 'Linux' });
  });

  it('counts fractions of a second to the millisecond and rounds the expiry down', () => {
    const { stay } = sessions(join('a', T + 0.25), leave('b', T + 1.9996));
    expect(stay).toMatchObject({
      joinedAt: '2022-11-22T10:00:00.250Z',
      leftAt: '2022-11-22T10:00:02.000Z',
      durationSeconds: 1.75,
      expiresAt: T + 2 + 90 * DAY,
    });
    expect(sessions(join('a', T + 0.999)).stay).toMatchObject({ expiresAt: T + 365 * DAY });
  });
});
