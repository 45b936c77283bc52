// The oracle against items computed by hand from the state model.
import {
  channelNotice,
  joinNotice,
  leaveNotice,
  publishFirstFrame,
  publishRequest,
  publishStatus,
  publishStream,
  roleNotice,
  unpublishStream,
  updateTranscoding,
} from '../helpers/notices';
import { comparable, expectedTables } from '../helpers/oracle';

const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: ['test_webhook'] };

// 2022-11-22T10:00:00Z
const T = 1669111200;
const at = (seconds: number): string => new Date((T + seconds) * 1000).toISOString();
const DAY = 86_400;

const channel = { channelName: 'show68', channelSId: 'c1' };
const user = { ...channel, uid: 52781, uSId: 'u1' };

const create = (id: string, ts: number) => channelNotice(id, 101, { ...channel, ts });
const destroy = (id: string, ts: number) => channelNotice(id, 102, { ...channel, ts });
const join = (id: string, ts: number) => joinNotice(id, 103, { ...user, ts, platform: 7 });
const leave = (id: string, ts: number) => leaveNotice(id, 104, { ...user, ts, platform: 2, reason: 1 });

const sessions = (...notifications: Parameters<typeof expectedTables>[0]) => {
  const { channelSessions, userSessions } = expectedTables(notifications, settings);
  return { channel: channelSessions[0], stay: userSessions[0], channelSessions, userSessions };
};

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

  it('leaves out what is older than open items are kept, and no product but its two', () => {
    const now = (T + 365 * DAY) * 1000;
    const { channelSessions, userSessions } = expectedTables(
      [create('a', T - 1), join('b', T), leave('c', T + 1)],
      settings,
      now,
    );
    expect(channelSessions).toEqual([expect.objectContaining({ createdAt: at(0), createdInferred: true })]);
    expect(userSessions).toHaveLength(1);
    const recording = { noticeId: 'r', productId: 3, eventType: 40, payload: { sid: 's', sendts: T * 1000 } };
    expect(expectedTables([recording], settings)).toEqual({
      channelSessions: [],
      userSessions: [],
      cdnStreams: [],
    });
  });

  it('counts a notice once and leaves ignored channels out', () => {
    expect(sessions(join('a', T), join('a', T), leave('b', T + 1)).userSessions).toHaveLength(1);
    expect(
      expectedTables(
        [
          channelNotice('a', 101, { channelName: 'test_webhook', channelSId: 'c1', ts: T }),
          publishRequest('b', { channel: 'test_webhook', stream: 's', time: T * 1000, uid: '1' }),
        ],
        settings,
      ),
    ).toEqual({ channelSessions: [], userSessions: [], cdnStreams: [] });
  });
});

describe('the oracle, streams', () => {
  const push = { channel: 'show68', stream: 'rtmp://push.example.com/live/show68?key=s3cr3t' };
  const ms = (seconds: number): number => (T + seconds) * 1000;
  const ok = { code: 200, reason: 'ok' };
  const item = (...notifications: Parameters<typeof expectedTables>[0]) =>
    expectedTables(notifications, settings).cdnStreams[0];
  const requested = publishRequest('a', { ...push, time: ms(0), uid: '52781' });
  const published = (id: string, seconds: number, code: number) =>
    publishStream(id, { ...push, time: ms(seconds), code, reason: `r${code}` });

  it('states a whole push', () => {
    expect(
      item(
        requested,
        publishStream('b', {
          ...push,
          ...ok,
          time: ms(1) + 400,
          videoCodec: 'H.264',
          videoProfile: 'High',
          width: 1280,
          height: 720,
          audioCodec: 'AAC',
          audioProfile: 'LC',
          audioChannels: 2,
          audioSampleRate: 48000,
        }),
        publishFirstFrame('c', { ...push, time: ms(2), uid: '1', elapse: 950, retry: false }),
        unpublishStream('d', { ...push, ...ok, time: ms(60) + 500 }),
      ),
    ).toEqual({
      ...push,
      status: 'stopped',
      statusAt: '2022-11-22T10:01:00.500Z',
      statusEvent: 'UnpublishStream',
      requestedAt: at(0),
      uid: '52781',
      publishedAt: '2022-11-22T10:00:01.400Z',
      firstFrameAt: at(2),
      firstFrameElapsedMs: 950,
      firstFrameRetry: false,
      stoppedAt: '2022-11-22T10:01:00.500Z',
      video: { codec: 'H.264', profile: 'High', width: 1280, height: 720 },
      audio: { codec: 'AAC', profile: 'LC', channels: 2, sampleRate: 48000 },
      firstEventAt: at(0),
      lastEventAt: '2022-11-22T10:01:00.500Z',
      expiresAt: T + 60 + 90 * DAY,
    });
  });

  it.each([
    [1, 200, 'publishing'],
    [1, 450, 'failed'],
    [1, 451, 'failed'],
    [1, 455, 'failed'],
    [1, 456, 'failed'],
    [1, 30, 'failed'],
    [1, 33, 'failed'],
    [1, 452, 'failed'],
    [1, 453, 'failed'],
    [1, 454, 'failed'],
    [1, 999, 'failed'],
    [2, 200, 'stopped'],
    [2, 452, 'stopped'],
    [2, 30, 'stopped'],
    [2, 33, 'stopped'],
    [2, 456, 'requested'],
    [2, 999, 'requested'],
    [3, 200, 'publishing'],
    [3, 31, 'interrupted'],
    [3, 32, 'interrupted'],
    [3, 450, 'failed'],
    [3, 456, 'failed'],
    [3, 452, 'requested'],
    [4, 200, 'requested'],
    [4, 450, 'requested'],
  ] as const)('event %i with code %i makes a requested push %s', (eventType, code, status) => {
    const make = { 1: publishStream, 2: unpublishStream, 3: publishStatus, 4: updateTranscoding }[eventType];
    const result = item(requested, make('b', { ...push, time: ms(5), code, reason: '' }));
    const active = status === 'requested' || status === 'publishing' || status === 'interrupted';
    expect(result).toMatchObject({ status, statusAt: at(status === 'requested' ? 0 : 5) });
    expect(result?.activeChannel).toBe(active ? 'show68' : undefined);
    expect(result?.expiresAt).toBe(T + 5 + (active ? 365 : 90) * DAY);
    expect(result?.lastError === undefined).toBe(code === 200);
  });

  it('ignores a code of a request or a first frame', () => {
    const frame = { ...push, time: ms(3), uid: '1', elapse: 1, retry: true };
    expect(item(requested, publishFirstFrame('b', { ...frame, code: 33 }))).toMatchObject({
      status: 'publishing',
      statusEvent: 'PublishFirstFrame',
      firstFrameRetry: true,
    });
    expect(item(publishRequest('a', { ...push, time: ms(0), uid: '1', code: 450 }))).not.toHaveProperty(
      'lastError',
    );
  });

  it('keeps the latest error in the words of the code table', () => {
    expect(item(published('b', 9, 452), published('a', 4, 999))?.lastError).toEqual({
      code: 452,
      meaning: 'no push in progress',
      reason: 'r452',
      event: 'PublishStream',
      at: at(9),
    });
    const told = { ...push, event: 'UpdateTranscoding', time: ms(4), code: 999 };
    expect(item({ noticeId: 'a', productId: 2, eventType: 4, payload: told })).toEqual({
      ...push,
      lastError: { code: 999, meaning: 'unknown (999)', event: 'UpdateTranscoding', at: at(4) },
      firstEventAt: at(4),
      lastEventAt: at(4),
      expiresAt: T + 4 + 365 * DAY,
    });
  });

  describe('when asked twice', () => {
    const again = publishRequest('r2', { ...push, time: ms(60), uid: '7' });
    const refused = published('x', 61, 454);

    it('keeps a running push as it is once the second request is refused', () => {
      expect(item(requested, published('p', 1, 200), again)).toMatchObject({
        status: 'requested',
        statusAt: at(60),
        uid: '7',
      });
      expect(item(requested, published('p', 1, 200), again, refused)).toMatchObject({
        status: 'publishing',
        statusAt: at(1),
        statusEvent: 'PublishStream',
        activeChannel: 'show68',
        lastError: { code: 454, at: at(61) },
        expiresAt: T + 61 + 365 * DAY,
      });
      const lost = publishStatus('s', { ...push, time: ms(30), code: 33, reason: '' });
      expect(item(published('p', 1, 200), lost, again, refused)).toMatchObject({
        status: 'interrupted',
        statusAt: at(30),
        statusEvent: 'PublishStatus',
      });
    });

    it('has failed where nothing runs that the refusal could leave alone', () => {
      const failed = { status: 'failed', statusAt: at(61), statusEvent: 'PublishStream' };
      expect(item(again, refused)).toMatchObject(failed);
      expect(item(again, refused)).not.toHaveProperty('activeChannel');
      const stopped = unpublishStream('u', { ...push, ...ok, time: ms(50) });
      expect(item(published('p', 1, 200), stopped, again, refused)).toMatchObject(failed);
      expect(item(published('p', 1, 451), again, refused)).toMatchObject(failed);
    });

    it('follows what happens after the refusal', () => {
      const before = [requested, published('p', 1, 200), again, refused];
      expect(item(...before, unpublishStream('u', { ...push, ...ok, time: ms(90) }))).toMatchObject({
        status: 'stopped',
        stoppedAt: at(90),
      });
      expect(item(...before, publishRequest('r3', { ...push, time: ms(90), uid: '7' }))).toMatchObject({
        status: 'requested',
        statusAt: at(90),
      });
      const refusedStop = unpublishStream('u', { ...push, time: ms(90), code: 456, reason: '' });
      expect(item(...before, refusedStop)).toMatchObject({ status: 'publishing', statusAt: at(1) });
    });
  });

  it('leaves out what was not told', () => {
    const frame = { ...push, time: ms(0), event: 'PublishFirstFrame' };
    const told = (eventType: number, payload: object) => ({
      noticeId: 'n',
      productId: 2,
      eventType,
      payload,
    });
    expect(item(told(6, frame))).toEqual({
      ...push,
      status: 'publishing',
      statusAt: at(0),
      statusEvent: 'PublishFirstFrame',
      firstFrameAt: at(0),
      activeChannel: 'show68',
      firstEventAt: at(0),
      lastEventAt: at(0),
      expiresAt: T + 365 * DAY,
    });
    const later = told(5, { ...push, time: ms(9), event: 'PublishRequest' });
    expect(item(requested, later)).not.toHaveProperty('uid');
  });

  it('takes both media maps from one event: the latest that succeeded', () => {
    const sound = updateTranscoding('b', { ...push, ...ok, time: ms(2), audioCodec: 'AAC' });
    const picture = publishStream('a', { ...push, ...ok, time: ms(1), videoCodec: 'H.264', width: 1 });
    const refused = updateTranscoding('c', { ...push, code: 453, reason: '', time: ms(3), width: 5 });
    const result = item(sound, picture, refused);
    expect(result).toMatchObject({ audio: { codec: 'AAC' }, publishedAt: at(1) });
    expect(result).not.toHaveProperty('video');
  });

  it('settles one millisecond by rank', () => {
    const stop = unpublishStream('0', { ...push, ...ok, time: ms(0) });
    const frame = publishFirstFrame('z', { ...push, time: ms(0), uid: '1', elapse: 1, retry: false });
    expect(item(stop, frame, requested, published('y', 0, 33))).toMatchObject({ status: 'stopped' });
    expect(item(frame, requested, published('y', 0, 33))).toMatchObject({ status: 'publishing' });
    expect(item(requested, published('y', 0, 33))).toMatchObject({ status: 'failed' });
  });
});

describe('comparable', () => {
  it('leaves out what only the product knows', () => {
    expect(comparable({ channelSId: 'c1', revision: 3, asOf: { name: 'x' } })).toEqual({ channelSId: 'c1' });
  });
});
