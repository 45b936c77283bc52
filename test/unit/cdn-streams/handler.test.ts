import type { CdnStream } from '../../../functions/cdn-streams/cdn-stream';
import { createHandler } from '../../../functions/cdn-streams/handler';
import type { ItemTable } from '../../../functions/shared/projection-store';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { MemoryTable } from '../../helpers/memory-table';
import { batchOf, messageOf, rawMessage, recordingObservability } from '../../helpers/queue-messages';

const TEN = 1669111200500;

const message = (eventType: number, id: string, replaced: Readonly<Record<string, unknown>> = {}) =>
  messageOf(id, {
    ...notificationOf(documentedType(2, eventType), { time: TEN, ...replaced }),
    noticeId: id,
  });

const setUp = () => {
  const memory = new MemoryTable<CdnStream>({ partitionKey: 'channel', sortKey: 'stream' });
  const refused = new Set<string>();
  const cdnStreams: ItemTable<CdnStream> = {
    get: (keys) => memory.get(keys),
    put: async (item, expectedRevision) => {
      if (refused.has(item.channel)) throw new Error('no write');
      return memory.put(item, expectedRevision);
    },
    query: (partition) => memory.query(partition),
  };
  const recording = recordingObservability();
  const handler = createHandler({
    cdnStreams,
    settings: { retentionDays: 90, openRetentionDays: 365, ignoredChannels: ['test_webhook'] },
    observability: recording.observability,
    now: () => 1669111200000,
  });
  const deliver = async (...records: Parameters<typeof batchOf>): Promise<string[]> => {
    const { batchItemFailures } = await handler(batchOf(...records), {
      getRemainingTimeInMillis: () => 55_000,
    });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { deliver, memory, refused, ...recording };
};

describe('the table of pushes', () => {
  it('has one item for each channel and address, written once for a batch', async () => {
    const { deliver, memory } = setUp();
    expect(
      await deliver(
        message(5, 'a', { stream: 'rtmp://x/1' }),
        message(1, 'b', { stream: 'rtmp://x/1', time: TEN + 1 }),
        message(5, 'c', { stream: 'rtmp://x/2' }),
        message(5, 'd', { stream: 'rtmp://x/1', channel: 'other' }),
      ),
    ).toEqual([]);
    expect(memory.items()).toMatchObject([
      { channel: 'other', stream: 'rtmp://x/1', status: 'requested', revision: 1 },
      { channel: 'show68', stream: 'rtmp://x/1', status: 'publishing', revision: 1 },
      { channel: 'show68', stream: 'rtmp://x/2', status: 'requested', revision: 1 },
    ]);
    expect(memory.writes).toBe(3);
  });

  it('keeps apart pushes whose names only look alike when they are joined', async () => {
    const { deliver, memory } = setUp();
    await deliver(
      message(5, 'a', { channel: 'a/b', stream: 'c' }),
      message(5, 'b', { channel: 'a', stream: 'b/c' }),
      message(5, 'c', { channel: 'a","b', stream: 'c' }),
      message(5, 'd', { channel: 'a', stream: 'b","c' }),
    );
    expect(memory.items()).toHaveLength(4);
  });

  it('is not written for duplicates', async () => {
    const { deliver, memory, lines } = setUp();
    await deliver(message(1, 'a'), message(3, 'b', { code: 33 }));
    await deliver(message(3, 'b', { code: 33 }), message(1, 'a'));
    expect(memory.writes).toBe(1);
    expect(lines.map(({ values }) => [values.Projected, values.Unchanged])).toEqual([
      [2, 0],
      [0, 2],
    ]);
    expect(lines.map(({ dimensions }) => dimensions)).toEqual([
      { source: 'anyrtc.cdn' },
      { source: 'anyrtc.cdn' },
    ]);
  });

  it('keeps pushes apart whose names only look alike when they are joined', async () => {
    const { deliver, memory } = setUp();
    await deliver(
      message(5, 'a', { channel: 'x', stream: 'y,z' }),
      message(5, 'b', { channel: 'x,y', stream: 'z' }),
    );
    expect(memory.items()).toHaveLength(2);
  });

  it('has nothing of an ignored channel', async () => {
    const { deliver, memory } = setUp();
    expect(await deliver(message(5, 'a', { channel: 'test_webhook' }))).toEqual([]);
    expect(memory.items()).toEqual([]);
  });

  it('hands back the messages of the item that failed, and those that are poisoned, and no other', async () => {
    const { deliver, memory, refused, errors } = setUp();
    refused.add('x');
    const failed = await deliver(
      message(5, 'a', { channel: 'x' }),
      message(5, 'b', { channel: 'y' }),
      message(1, 'c', { channel: 'x' }),
      rawMessage('poisoned', 'null'),
    );
    expect(failed.sort()).toEqual(['a', 'c', 'poisoned']);
    expect(memory.items()).toMatchObject([{ channel: 'y' }]);
    expect(JSON.stringify(errors)).not.toContain('s3cr3t');
  });

  it("hands back another projection's notification", async () => {
    const { deliver } = setUp();
    expect(await deliver(messageOf('a', notificationOf(documentedType(1, 101))))).toEqual(['a']);
  });
});
