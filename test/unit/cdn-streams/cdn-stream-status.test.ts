// What the status of a push is made of: codes, refused requests, and the end of its channel.
import {
  type CdnStream,
  inferCdnStreamStop,
  mergeCdnStream,
} from '../../../functions/cdn-streams/cdn-stream';
import type { CdnNotification } from '../../../functions/contract/cdn';
import {
  always,
  at,
  noMedia,
  notice,
  PUBLISH_FIRST_FRAME,
  PUBLISH_REQUEST,
  PUBLISH_STATUS,
  PUBLISH_STREAM,
  settings,
  stored,
  TEN,
  TEN_OPEN,
  TEN_OVER,
  UNPUBLISH_STREAM,
  UPDATE_TRANSCODING,
} from './pushes';

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
