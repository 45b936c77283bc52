// The oracle of pushes, against items computed by hand from the state model.
import {
  publishFirstFrame,
  publishRequest,
  publishStatus,
  publishStream,
  unpublishStream,
  updateTranscoding,
} from '../../helpers/notices';
import { expectedTables } from '../../helpers/oracle';
import { at, DAY, T } from './lives';
import { settings } from './one-life';

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
