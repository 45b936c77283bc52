// The item of a push, by what has been told of it, and which notification each of its attributes is of.
import {
  always,
  at,
  fullMedia,
  names,
  noMedia,
  notice,
  PUBLISH_FIRST_FRAME,
  PUBLISH_REQUEST,
  PUBLISH_STATUS,
  PUBLISH_STREAM,
  TEN,
  TEN_OPEN,
  TEN_OVER,
  UNPUBLISH_STREAM,
  UPDATE_TRANSCODING,
} from './pushes';

describe('the item of a push', () => {
  it('after a request', () => {
    expect(always([notice(PUBLISH_REQUEST, 'n')])).toEqual({
      ...names,
      status: 'requested',
      statusAt: at,
      statusEvent: 'PublishRequest',
      requestedAt: at,
      uid: '52781',
      activeChannel: 'show68',
      firstEventAt: at,
      lastEventAt: at,
      asOf: { requestedAt: `${at}#0#n` },
      expiresAt: TEN_OPEN,
    });
  });

  it('after a stream that began', () => {
    expect(always([notice(PUBLISH_STREAM, 'n')])).toEqual({
      ...names,
      status: 'publishing',
      statusAt: at,
      statusEvent: 'PublishStream',
      publishedAt: at,
      ...fullMedia,
      activeChannel: 'show68',
      firstEventAt: at,
      lastEventAt: at,
      asOf: { publishing: `${at}#1#n`, media: `${at}#1#n` },
      expiresAt: TEN_OPEN,
    });
  });

  it('after a stream that failed', () => {
    expect(always([notice(PUBLISH_STREAM, 'n', TEN, { ...noMedia, code: 451, reason: 'bad url' })])).toEqual({
      ...names,
      status: 'failed',
      statusAt: at,
      statusEvent: 'PublishStream',
      lastError: {
        code: 451,
        meaning: 'invalid stream address',
        reason: 'bad url',
        event: 'PublishStream',
        at,
      },
      firstEventAt: at,
      lastEventAt: at,
      asOf: { failed: `${at}#1#n`, lastError: `${at}#1#n` },
      expiresAt: TEN_OVER,
    });
  });

  it('after a first frame', () => {
    expect(always([notice(PUBLISH_FIRST_FRAME, 'n', TEN, { retry: true })])).toEqual({
      ...names,
      status: 'publishing',
      statusAt: at,
      statusEvent: 'PublishFirstFrame',
      firstFrameAt: at,
      firstFrameElapsedMs: 950,
      firstFrameRetry: true,
      activeChannel: 'show68',
      firstEventAt: at,
      lastEventAt: at,
      asOf: { publishing: `${at}#2#n`, firstFrameAt: `${at}#2#n` },
      expiresAt: TEN_OPEN,
    });
  });

  it('after a stop', () => {
    expect(always([notice(UNPUBLISH_STREAM, 'n')])).toEqual({
      ...names,
      status: 'stopped',
      statusAt: at,
      statusEvent: 'UnpublishStream',
      stoppedAt: at,
      firstEventAt: at,
      lastEventAt: at,
      asOf: { stopped: `${at}#5#n` },
      expiresAt: TEN_OVER,
    });
  });

  it('after an update of the transcoding alone: no status is known', () => {
    expect(always([notice(UPDATE_TRANSCODING, 'n')])).toEqual({
      ...names,
      ...fullMedia,
      firstEventAt: at,
      lastEventAt: at,
      asOf: { media: `${at}#4#n` },
      expiresAt: TEN_OPEN,
    });
  });

  it('after a whole life, in whatever order it came', () => {
    expect(
      always([
        notice(PUBLISH_REQUEST, 'c5', TEN),
        notice(PUBLISH_STREAM, 'c1', TEN + 400),
        notice(PUBLISH_FIRST_FRAME, 'c6', TEN + 950),
        notice(PUBLISH_STATUS, 'c3', TEN + 120_000, { code: 33, reason: 'closed by peer' }),
        notice(UNPUBLISH_STREAM, 'c2', TEN + 3_440_000),
      ]),
    ).toEqual({
      ...names,
      status: 'stopped',
      statusAt: '2022-11-22T10:57:20.500Z',
      statusEvent: 'UnpublishStream',
      requestedAt: '2022-11-22T10:00:00.500Z',
      uid: '52781',
      publishedAt: '2022-11-22T10:00:00.900Z',
      firstFrameAt: '2022-11-22T10:00:01.450Z',
      firstFrameElapsedMs: 950,
      firstFrameRetry: false,
      stoppedAt: '2022-11-22T10:57:20.500Z',
      ...fullMedia,
      lastError: {
        code: 33,
        meaning: 'TCP connection lost',
        reason: 'closed by peer',
        event: 'PublishStatus',
        at: '2022-11-22T10:02:00.500Z',
      },
      firstEventAt: '2022-11-22T10:00:00.500Z',
      lastEventAt: '2022-11-22T10:57:20.500Z',
      asOf: {
        stopped: '2022-11-22T10:57:20.500Z#5#c2',
        requestedAt: '2022-11-22T10:00:00.500Z#0#c5',
        firstFrameAt: '2022-11-22T10:00:01.450Z#2#c6',
        media: '2022-11-22T10:00:00.900Z#1#c1',
        lastError: '2022-11-22T10:02:00.500Z#3#c3',
      },
      expiresAt: TEN_OVER + 3440,
    });
  });
});

describe('registers', () => {
  it('ranks settle ties within one millisecond, in the order of a life', () => {
    const life = [
      notice(PUBLISH_REQUEST, 'f'),
      notice(PUBLISH_STREAM, 'e', TEN, { code: 450, reason: 'x' }),
      notice(PUBLISH_FIRST_FRAME, 'd'),
      notice(PUBLISH_STATUS, 'c', TEN, { code: 30, reason: 'x' }),
      notice(UNPUBLISH_STREAM, 'a'),
    ];
    const statuses = life.map((_, index) => always(life.slice(0, index + 1)).status);
    expect(statuses).toEqual(['requested', 'failed', 'publishing', 'interrupted', 'stopped']);
  });

  it('notice ids settle ties within one rank', () => {
    expect(
      always([
        notice(PUBLISH_STATUS, 'a', TEN, { code: 33, reason: 'x' }),
        notice(PUBLISH_STATUS, 'b', TEN, { code: 200 }),
      ]).status,
    ).toBe('publishing');
    expect(
      always([
        notice(PUBLISH_REQUEST, 'a', TEN, { uid: '2' }),
        notice(PUBLISH_REQUEST, 'b', TEN, { uid: '1' }),
      ]).uid,
    ).toBe('1');
  });

  it('a push that is requested anew is active again', () => {
    expect(always([notice(UNPUBLISH_STREAM, 'a'), notice(PUBLISH_REQUEST, 'b', TEN + 1)])).toMatchObject({
      status: 'requested',
      stoppedAt: at,
      activeChannel: 'show68',
      expiresAt: TEN_OPEN,
    });
  });

  it('a stop that stopped nothing is an error and no stop', () => {
    const item = always([notice(UNPUBLISH_STREAM, 'a', TEN, { code: 456, reason: 'not yours' })]);
    expect(item).not.toHaveProperty('stoppedAt');
    expect(item).not.toHaveProperty('status');
    expect(item.lastError?.meaning).toBe('no permission');
  });

  it('the media are those of one notification, whole: what it did not send is left out', () => {
    expect(
      always([
        notice(PUBLISH_STREAM, 'a'),
        notice(UPDATE_TRANSCODING, 'b', TEN + 1, { ...noMedia, width: 1920, audioCodec: 'AAC' }),
      ]),
    ).toMatchObject({ video: { width: 1920 }, audio: { codec: 'AAC' } });
  });

  it('an empty map is left out', () => {
    const item = always([
      notice(PUBLISH_STREAM, 'a'),
      notice(UPDATE_TRANSCODING, 'b', TEN + 1, { ...noMedia, audioChannels: 2 }),
    ]);
    expect(item).not.toHaveProperty('video');
    expect(item.audio).toEqual({ channels: 2 });
    expect(always([notice(PUBLISH_STREAM, 'a', TEN, noMedia)])).not.toHaveProperty('audio');
  });

  it('the media of an attempt that failed do not count', () => {
    expect(
      always([
        notice(PUBLISH_STREAM, 'a'),
        notice(UPDATE_TRANSCODING, 'b', TEN + 1, { code: 453, width: 1 }),
      ]),
    ).toMatchObject({ ...fullMedia, lastError: { code: 453 } });
  });
});
