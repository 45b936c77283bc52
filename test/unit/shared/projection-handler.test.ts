import type { RtcNotification } from '../../../functions/contract/rtc';
import { TooManyConflicts } from '../../../functions/shared/errors';
import { createProjectionHandler, type Projection } from '../../../functions/shared/projection-handler';
import { MAX_TRIES } from '../../../functions/shared/projection-store';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { batchOf, messageOf, rawMessage, recordingObservability } from '../../helpers/queue-messages';

const context = { getRemainingTimeInMillis: () => 55_000 };

const create = (noticeId: string, replaced: Readonly<Record<string, unknown>> = {}) => ({
  ...notificationOf(documentedType(1, 101), replaced),
  noticeId,
});

/** When the samples' events happened. */
const THEN = 1669111200000;
const DAY = 86_400_000;

const setUp = (project?: Projection<RtcNotification>['project'], now = THEN) => {
  const recording = recordingObservability();
  const projected: string[] = [];
  const handle = createProjectionHandler<RtcNotification>({
    source: 'anyrtc.rtc',
    accepts: (notification): notification is RtcNotification => notification.productId === 1,
    channelOf: ({ payload }) => payload.channelName,
    settings: { ignoredChannels: ['test_webhook'], openRetentionDays: 30 },
    now: () => now,
    observability: recording.observability,
    project:
      project ??
      (async (deliveries) => {
        projected.push(...deliveries.map(({ notification }) => notification.noticeId));
      }),
  });
  return { handle, projected, ...recording };
};

describe('a projection', () => {
  it('hands back nothing where all went well', async () => {
    const { handle, projected, errors } = setUp();
    const batch = batchOf(messageOf('1', create('a')), messageOf('2', create('b')));
    expect(await handle(batch, context)).toEqual({ batchItemFailures: [] });
    expect(projected).toEqual(['a', 'b']);
    expect(errors).toEqual([]);
  });

  it.each([
    ['no JSON', rawMessage('bad', '{')],
    ['no event', rawMessage('bad', '5')],
    ['null', rawMessage('bad', 'null')],
    ['an event without a detail', rawMessage('bad', '{}')],
    ['a detail that is no object', messageOf('bad', [create('x')])],
    ['a notification of an unknown type', messageOf('bad', { ...create('x'), eventType: 999 })],
    ['a notification that the contract does not accept', messageOf('bad', create('x', { ts: 1e300 }))],
    ["another projection's notification", messageOf('bad', notificationOf(documentedType(2, 5)))],
  ])('hands a poisoned record back alone, and logs it under its message id: %s', async (_, poisoned) => {
    const { handle, projected, errors } = setUp();
    const batch = batchOf(messageOf('1', create('a')), poisoned, messageOf('2', create('b')));
    expect(await handle(batch, context)).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] });
    expect(projected).toEqual(['a', 'b']);
    expect(errors).toEqual([
      [
        'A message was handed back to the queue',
        expect.objectContaining({
          messageId: 'bad',
          errorName: 'UnreadableMessage',
          errorMessage: expect.stringMatching(/./),
        }),
      ],
    ]);
  });

  it('does not log what a message said, whose address may carry a key', async () => {
    const { handle, errors } = setUp();
    const push = notificationOf(documentedType(2, 1), { event: 'rtmp://x?key=s3cr3t', stream: 5 });
    await handle(batchOf(messageOf('bad', push)), context);
    expect(errors).toMatchObject([
      [expect.any(String), { errorMessage: expect.stringContaining('payload.event') }],
    ]);
    expect(JSON.stringify(errors)).not.toContain('s3cr3t');
  });

  it('leaves out the channels that are ignored, without an error or a metric', async () => {
    const { handle, projected, lines, errors } = setUp();
    const ignored = messageOf('1', create('a', { channelName: 'test_webhook' }));
    expect(await handle(batchOf(ignored), context)).toEqual({ batchItemFailures: [] });
    expect([projected, lines, errors]).toEqual([[], [], []]);
    await handle(batchOf(ignored, messageOf('2', create('b'))), context);
    expect(projected).toEqual(['b']);
  });

  it('logs the error of each message that the projection failed, with its notice id', async () => {
    const { handle, errors, lines } = setUp(async (deliveries, batch) => {
      await batch.step(deliveries.slice(0, 1), () => Promise.reject(new TypeError('no item')));
    });
    const batch = batchOf(messageOf('1', create('a')), messageOf('2', create('b')));
    expect(await handle(batch, context)).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(errors).toEqual([
      [
        'A message was handed back to the queue',
        { messageId: '1', noticeId: 'a', errorName: 'TypeError', errorMessage: 'no item' },
      ],
    ]);
    expect(lines).toMatchObject([{ values: { Projected: 0, Unchanged: 1 } }]);
  });

  it('counts the conflicts of a message that was handed back for them, also where no other is done', async () => {
    const { handle, lines } = setUp(async (deliveries, batch) => {
      await batch.step(deliveries, () => Promise.reject(new TooManyConflicts('each time')));
    });
    await handle(batchOf(messageOf('1', create('a'))), context);
    expect(lines).toEqual([
      {
        values: { Projected: 0, Unchanged: 0, Conflicts: MAX_TRIES, Lag: [] },
        dimensions: { source: 'anyrtc.rtc' },
        metadata: { noticeIds: '' },
      },
    ]);
  });

  it('writes one metric line for a batch: what changed, what did not, conflicts, and each lag', async () => {
    const { handle, lines } = setUp(async ([first], batch) => {
      if (first) batch.count([first], { written: true, conflicts: 2 });
    }, 1669111207000);
    await handle(
      batchOf(
        messageOf('1', create('a')),
        messageOf('2', create('b', { ts: 1669111206.5 })),
        messageOf('3', create('c', { ts: 1669111299 })),
      ),
      context,
    );
    expect(lines).toEqual([
      {
        values: { Projected: 1, Unchanged: 2, Conflicts: 2, Lag: [7000, 500, 0] },
        dimensions: { source: 'anyrtc.rtc' },
        metadata: { noticeIds: 'a b c' },
      },
    ]);
  });

  it('leaves out what is older than an item would stay, and counts it', async () => {
    const late = setUp(undefined, THEN + 30 * DAY);
    const old = messageOf('1', create('a', { ts: THEN / 1000 - 0.001 }));
    expect(await late.handle(batchOf(old), context)).toEqual({ batchItemFailures: [] });
    expect([late.projected, late.errors]).toEqual([[], []]);
    expect(late.lines).toEqual([
      {
        values: { Projected: 0, Unchanged: 0, Conflicts: 0, Lag: [], Expired: 1 },
        dimensions: { source: 'anyrtc.rtc' },
        metadata: { noticeIds: '' },
      },
    ]);
    await late.handle(batchOf(old, messageOf('2', create('b', { ts: THEN / 1000 }))), context);
    expect(late.projected).toEqual(['b']);
    expect(late.lines[1]).toMatchObject({
      values: { Unchanged: 1, Expired: 1 },
      metadata: { noticeIds: 'b' },
    });
  });

  describe('of an event that was not recognized when it came', () => {
    const unrecognized = (messageId: string, detail: object) =>
      rawMessage(
        messageId,
        JSON.stringify({ source: 'anyrtc.unrecognized', detail: { ...detail, issues: [] } }),
      );

    it.each([
      ['that the contract knows now', {}],
      ['in a form that it reads now', { productId: 1, noticeId: undefined, noticeID: 'a' }],
    ])('projects one %s', async (_, changes) => {
      const { handle, projected, lines } = setUp();
      await handle(batchOf(unrecognized('1', { ...create('a'), ...changes })), context);
      expect(projected).toEqual(['a']);
      expect(lines).toMatchObject([{ values: { Unchanged: 1 } }]);
    });

    it.each([
      ['of a type that it does not know', { ...create('x'), eventType: 999 }],
      ['with a payload that it does not accept', create('x', { ts: 1e300 })],
      ['with a list of products', { ...create('x'), productId: [1] }],
      ['of another projection', notificationOf(documentedType(2, 5))],
      ['that says nothing', {}],
    ])('leaves one alone %s: no failure, no log line', async (_, detail) => {
      const { handle, projected, errors, warnings } = setUp();
      const batch = batchOf(unrecognized('1', detail), messageOf('2', create('b')));
      expect(await handle(batch, context)).toEqual({ batchItemFailures: [] });
      expect([projected, errors, warnings]).toEqual([['b'], [], []]);
    });
  });
});
