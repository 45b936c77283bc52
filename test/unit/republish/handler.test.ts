import type { BusEvent } from '../../../functions/contract/events';
import { wireJson } from '../../../functions/contract/json';
import type { SigningSecrets } from '../../../functions/ingest/signing-secrets';
import { type BatchEventBus, createHandler } from '../../../functions/republish/handler';
import { entryBytes, MAX_BYTES, MAX_ENTRIES, splitIntoCalls } from '../../../functions/republish/republish';
import { EventNotTaken } from '../../../functions/shared/errors';
import { batchOf, rawMessage, recordingObservability } from '../../helpers/queue-messages';

const eventOf = (noticeId: string, padding = 0): BusEvent => ({
  source: 'anyrtc.rtc',
  detailType: 'channel create',
  time: new Date('2026-01-02T03:04:05.678Z'),
  detail: JSON.stringify({ noticeId, padding: 'x'.repeat(padding) }),
});

const message = (id: string, padding = 0) => rawMessage(id, wireJson(eventOf(id, padding)));
const idsOf = (events: readonly BusEvent[]): unknown[] =>
  events.map(({ detail }) => JSON.parse(detail).noticeId);

const noSecrets: SigningSecrets = { current: async () => [], refreshed: async () => [] };

const setUp = (
  putAll: BatchEventBus['putAll'] = async (events) => events.map(() => undefined),
  secrets = noSecrets,
) => {
  const calls: unknown[][] = [];
  const recording = recordingObservability();
  const handler = createHandler({
    bus: {
      putAll: (events) => {
        calls.push(idsOf(events));
        return putAll(events);
      },
    },
    secrets,
    observability: recording.observability,
  });
  return { handler, calls, ...recording };
};

describe('parked events', () => {
  it('are put on the bus in one call and counted, with the age of each', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(1767225600000 + 61_000);
    const { handler, calls, lines, warnings } = setUp();
    expect(await handler(batchOf(message('a'), message('b')))).toEqual({ batchItemFailures: [] });
    jest.restoreAllMocks();
    expect(calls).toEqual([['a', 'b']]);
    expect(lines).toEqual([
      { values: { Republished: 2, ParkedAge: [61_000, 61_000] }, dimensions: { source: 'parking' } },
    ]);
    expect(warnings).toEqual([]);
  });

  it('go back to the queue where the bus did not take them, and only those', async () => {
    const { handler, lines, warnings } = setUp(async (events) =>
      events.map((_, index) => (index === 1 ? new EventNotTaken('no') : undefined)),
    );
    expect(await handler(batchOf(message('a'), message('b'), message('c')))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'b' }],
    });
    expect(lines).toMatchObject([{ values: { Republished: 2 } }]);
    expect(warnings).toEqual([
      [expect.any(String), { messageId: 'b', errorName: 'EventNotTaken', errorMessage: 'no' }],
    ]);
  });

  it('go back where a call failed, and the next call is made all the same', async () => {
    let call = 0;
    const { handler, calls } = setUp(async (events) => {
      if (call++ === 0) throw new Error('throttled');
      return events.map(() => undefined);
    });
    const large = ['a', 'b', 'c'].map((id) => message(id, 100_000));
    expect(await handler(batchOf(...large))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }],
    });
    expect(calls).toEqual([['a', 'b'], ['c']]);
  });

  it('that cannot be read go back alone, and their content is not logged', async () => {
    const { handler, calls, warnings } = setUp();
    const poisoned = rawMessage('bad', 'rtmp://x?key=s3cr3t');
    expect(await handler(batchOf(message('a'), poisoned, message('b')))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'bad' }],
    });
    expect(calls).toEqual([['a', 'b']]);
    expect(warnings).toMatchObject([
      [expect.any(String), { messageId: 'bad', errorName: 'UnreadableMessage' }],
    ]);
    expect(JSON.stringify(warnings)).not.toMatch(/rtmp|s3cr3t/);
  });
});

describe('splitIntoCalls', () => {
  const parked = (id: string, padding = 0) => ({ messageId: id, event: eventOf(id, padding) });
  const split = (...messages: ReturnType<typeof parked>[]) =>
    splitIntoCalls(messages).map((call) => call.map(({ messageId }) => messageId));

  it('puts no more than ten into one call, in order', () => {
    const messages = Array.from({ length: 23 }, (_, index) => parked(String(index)));
    expect(splitIntoCalls(messages).map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(splitIntoCalls(messages).flat()).toEqual(messages);
    expect([MAX_ENTRIES, MAX_BYTES]).toEqual([10, 262_144]);
  });

  it('fills a call to its last byte and no further', () => {
    const first = parked('a', 100_000);
    const rest = MAX_BYTES - entryBytes(first.event) - entryBytes(eventOf('b'));
    expect(split(first, parked('b', rest))).toEqual([['a', 'b']]);
    expect(split(first, parked('b', rest + 1))).toEqual([['a'], ['b']]);
  });

  it('sends what is too large for any call alone', () => {
    expect(split(parked('a'), parked('b', 300_000), parked('c'))).toEqual([['a'], ['b'], ['c']]);
  });

  it('makes no call for nothing', () => {
    expect(splitIntoCalls([])).toEqual([]);
  });

  it('counts bytes as EventBridge does', () => {
    expect(entryBytes({ source: 'anyrtc.rtc', detailType: '频', time: new Date(0), detail: '"é"' })).toBe(
      14 + 10 + 3 + 4,
    );
    expect(entryBytes({ source: 'anyrtc.cdn', detailType: 'x', detail: '{}' })).toBe(13);
  });
});
