import {
  type CdnStream,
  inferCdnStreamStop,
  mergeCdnStream,
} from '../../../functions/cdn-streams/cdn-stream';
import type { CdnNotification } from '../../../functions/contract/cdn';
import { readNotification } from '../../../functions/contract/notification';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { permutationsOf } from '../../helpers/permutations';

const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: [] };

// 2022-11-22T10:00:00.500Z, and the expiry of a push whose latest event is then: over, or still open.
const TEN = 1669111200500;
const TEN_OVER = 1676887200;
const TEN_OPEN = 1700647200;

const [PUBLISH_STREAM, UNPUBLISH_STREAM, PUBLISH_STATUS] = [1, 2, 3] as const;
const [UPDATE_TRANSCODING, PUBLISH_REQUEST, PUBLISH_FIRST_FRAME] = [4, 5, 6] as const;

const notice = (
  eventType: CdnNotification['eventType'],
  noticeId: string,
  time = TEN,
  replaced: Readonly<Record<string, unknown>> = {},
): CdnNotification => {
  const json = { ...notificationOf(documentedType(2, eventType), { time, ...replaced }), noticeId };
  // What JSON cannot hold, a field that is undefined, is a field that was not sent.
  const reading = readNotification(JSON.parse(JSON.stringify(json)));
  if (!reading.recognized) throw new Error(JSON.stringify(reading.issues));
  if (reading.notification.productId !== 2) throw new Error('no notification of a push');
  return reading.notification;
};

const stored = (notifications: readonly CdnNotification[]): CdnStream => {
  let item: CdnStream | undefined;
  for (const notification of notifications) {
    item = Object.freeze({ ...mergeCdnStream(item, [notification], settings), revision: 1 });
    Object.freeze(item.asOf);
  }
  if (item === undefined) throw new Error('no notification');
  return item;
};

/** The item, which is the same whatever the order, one by one and in one batch, and with everything twice. */
const always = (notifications: readonly CdnNotification[]): CdnStream => {
  const expected = stored(notifications);
  for (const order of permutationsOf(notifications)) {
    expect(stored(order)).toEqual(expected);
    expect(stored([...order, ...order])).toEqual(expected);
    const [first, ...rest] = order;
    if (first === undefined) throw new Error('no notification');
    expect({ ...mergeCdnStream(undefined, [first, ...rest], settings), revision: 1 }).toEqual(expected);
  }
  return expected;
};

const names = { channel: 'show68', stream: 'rtmp://push.example.com/live/show68?key=s3cr3t', revision: 1 };
const fullMedia = {
  video: { codec: 'H.264', profile: 'High', width: 1280, height: 720 },
  audio: { codec: 'AAC', profile: 'LC', channels: 2, sampleRate: 48000 },
};
const noMedia = Object.fromEntries(
  [
    'videoCodec',
    'videoProfile',
    'width',
    'height',
    'audioCodec',
    'audioProfile',
    'audioChannels',
    'audioSampleRate',
  ].map((name) => [name, undefined]),
);
const at = '2022-11-22T10:00:00.500Z';

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

describe('the status that a code sets', () => {
  const codes = [200, 450, 451, 452, 453, 454, 455, 456, 30, 31, 32, 33, 457, 0];
  const refusals = { 452: 'failed', 453: 'failed', 454: 'failed', 457: 'failed', 0: 'failed' };
  const attempts = { 450: 'failed', 451: 'failed', 455: 'failed', 456: 'failed' };
  const connection = (status: string) => ({ 30: status, 31: status, 32: status, 33: status });
  const expected: readonly [CdnNotification['eventType'], string, Readonly<Record<number, string>>][] = [
    [
      PUBLISH_STREAM,
      'PublishStream',
      { 200: 'publishing', ...attempts, ...connection('failed'), ...refusals },
    ],
    [PUBLISH_STATUS, 'PublishStatus', { 200: 'publishing', ...connection('interrupted'), ...attempts }],
    [UNPUBLISH_STREAM, 'UnpublishStream', { 200: 'stopped', 452: 'stopped', ...connection('stopped') }],
    [UPDATE_TRANSCODING, 'UpdateTranscoding', {}],
  ];
  const before = notice(PUBLISH_REQUEST, 'a');

  it.each(
    expected.flatMap(([eventType, event, statuses]) =>
      codes.map((code) => [event, code, statuses[code] ?? 'unchanged', eventType] as const),
    ),
  )('%s with %i: %s', (event, code, status, eventType) => {
    const item = always([before, notice(eventType, 'b', TEN + 1, { code, reason: 'why' })]);
    const changed = status !== 'unchanged';
    expect(item.status).toBe(changed ? status : 'requested');
    expect(item.statusEvent).toBe(changed ? event : 'PublishRequest');
    expect(item.activeChannel).toBe(status === 'failed' || status === 'stopped' ? undefined : 'show68');
    expect(item.expiresAt).toBe(status === 'failed' || status === 'stopped' ? TEN_OVER : TEN_OPEN);
    // Every code but 200 is an error, whatever it does to the status.
    expect(item.lastError?.code).toBe(code === 200 ? undefined : code);
    expect(item.lastError?.event).toBe(code === 200 ? undefined : event);
  });

  it('an unknown code is named so', () => {
    const item = always([notice(PUBLISH_STATUS, 'a', TEN, { code: 999, reason: 'x' })]);
    expect(item.lastError?.meaning).toBe('unknown (999)');
    expect(item).not.toHaveProperty('status');
  });

  it.each([PUBLISH_REQUEST, PUBLISH_FIRST_FRAME])('a code in type %i means nothing', (eventType) => {
    expect(stored([notice(eventType, 'n', TEN, { code: 33, reason: 'x' })])).toEqual(
      stored([notice(eventType, 'n')]),
    );
  });
});

describe('a request that is refused', () => {
  const refusal = (noticeId: string, time: number, code = 454) =>
    notice(PUBLISH_STREAM, noticeId, time, { ...noMedia, code, reason: 'again' });

  it.each([452, 453, 454, 999])('does not harm a push that is running (%i)', (code) => {
    expect(
      always([
        notice(PUBLISH_STREAM, 'a'),
        notice(PUBLISH_REQUEST, 'b', TEN + 60_000, { uid: '7' }),
        refusal('c', TEN + 60_050, code),
      ]),
    ).toMatchObject({
      status: 'publishing',
      statusAt: at,
      statusEvent: 'PublishStream',
      publishedAt: at,
      requestedAt: '2022-11-22T10:01:00.500Z',
      uid: '7',
      activeChannel: 'show68',
      lastError: { code, reason: 'again', at: '2022-11-22T10:01:00.550Z' },
    });
  });

  it('does not harm a push that is interrupted', () => {
    expect(
      always([
        notice(PUBLISH_STATUS, 'a', TEN, { code: 33, reason: 'x' }),
        notice(PUBLISH_REQUEST, 'b', TEN + 1),
        refusal('c', TEN + 2),
      ]),
    ).toMatchObject({ status: 'interrupted', statusAt: at, statusEvent: 'PublishStatus' });
  });

  it('has failed where nothing was running: another channel asks for an address in use', () => {
    const item = always([notice(PUBLISH_REQUEST, 'a', TEN - 50), refusal('b', TEN)]);
    expect(item).toMatchObject({ status: 'failed', statusAt: at, statusEvent: 'PublishStream' });
    expect(item).not.toHaveProperty('activeChannel');
    expect(item.expiresAt).toBe(TEN_OVER);
  });

  it('has failed where the push was over before', () => {
    expect(
      always([
        notice(UNPUBLISH_STREAM, 'a', TEN - 100),
        notice(PUBLISH_REQUEST, 'b', TEN - 50),
        refusal('c', TEN),
      ]),
    ).toMatchObject({ status: 'failed', statusAt: at, statusEvent: 'PublishStream' });
  });

  it('counts no more once a later request or outcome has come', () => {
    const before = [notice(PUBLISH_REQUEST, 'a', TEN - 50), refusal('b', TEN - 20)];
    expect(always([...before, notice(PUBLISH_REQUEST, 'c')])).toMatchObject({
      status: 'requested',
      statusAt: at,
    });
    expect(always([...before, notice(PUBLISH_STREAM, 'c')])).toMatchObject({
      status: 'publishing',
      statusAt: at,
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

describe('a push whose channel has ended', () => {
  const running = stored([notice(PUBLISH_STREAM, 'p', TEN, { code: 200 })]);
  const END = '2022-11-22T10:30:00.000Z';
  const END_MS = Date.parse(END);
  const ended = (item: CdnStream): CdnStream => ({ ...inferCdnStreamStop(item, END, settings), revision: 1 });
  const endedThen = (...more: CdnNotification[]): CdnStream =>
    more.reduce(
      (item, notification) => ({ ...mergeCdnStream(item, [notification], settings), revision: 1 }),
      ended(running),
    );

  it('is stopped, until that is taken back', () => {
    const { activeChannel: _, ...rest } = running;
    expect(ended(running)).toEqual({
      ...rest,
      status: 'stopped',
      statusAt: END,
      statusEvent: 'channel ended',
      stopInferredAt: END,
      stopInferred: true,
      expiresAt: END_MS / 1000 + 90 * 86_400,
    });
    expect(inferCdnStreamStop(ended(running), undefined, settings)).toEqual(
      (({ revision: _revision, ...content }) => content)(running),
    );
  });

  it('stays stopped by events of the first minute after that, and runs again by a later one', () => {
    const status = (time: number) => notice(PUBLISH_STATUS, `s${time}`, time, { code: 200 });
    expect(endedThen(status(END_MS + 60_000))).toMatchObject({
      status: 'stopped',
      statusEvent: 'channel ended',
    });
    const again = endedThen(status(END_MS + 60_001));
    expect(again).toMatchObject({
      status: 'publishing',
      statusEvent: 'PublishStatus',
      activeChannel: 'show68',
      stopInferredAt: END,
    });
    expect(again).not.toHaveProperty('stopInferred');
  });

  it('shows what really ended it', () => {
    const stopped = endedThen(notice(UNPUBLISH_STREAM, 'u', TEN + 1000, { code: 200 }));
    expect(stopped).toMatchObject({
      status: 'stopped',
      statusEvent: 'UnpublishStream',
      expiresAt: TEN_OVER + 1,
    });
    expect(stopped).not.toHaveProperty('stopInferred');
  });
});
