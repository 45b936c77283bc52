// The parts of the simulated storm: clock, partitions, queue.
import { Queue } from '../../bench/storm/queue';
import { SimulatedClock } from '../../bench/storm/simulated-clock';
import { Client, Partitions, ThrottledTable } from '../../bench/storm/throttled-table';
import { Stream } from '../../bench/stream';
import { MemoryTable } from '../../helpers/memory-table';

it('the clock wakes everybody in the order of their times, and moves only while all wait', async () => {
  const clock = new SimulatedClock();
  const woken: [string, number][] = [];
  const wait = async (name: string, ...pauses: number[]) => {
    for (const pause of pauses) {
      await clock.sleep(pause);
      woken.push([name, clock.nowMs]);
    }
  };
  await clock.run(Promise.all([wait('a', 30, 30), wait('b', 10, 20, 100), wait('c', 60)]));
  expect(woken).toEqual([
    ['b', 10],
    ['a', 30],
    ['b', 30],
    ['c', 60],
    ['a', 60],
    ['b', 130],
  ]);
  await expect(clock.run(new Promise(() => {}))).rejects.toThrow('nobody for the clock');
});

interface Thing {
  readonly id: string;
  readonly owner: string;
  readonly revision: number;
}

/** Writes of one each to different items of a table with a hot index partition. */
const writeAll = async (clock: SimulatedClock, count: number, writesPerSecond: number) => {
  const memory = new MemoryTable<Thing>({ partitionKey: 'id' });
  const partitions = new Partitions(clock, { writesPerSecond, readsPerSecond: 3_000 });
  const table = () =>
    new ThrottledTable<Thing>(memory, partitions, new Client(clock), {
      partitionOf: ({ id }) => String(id),
      indexPartitionsOf: ({ owner }) => [owner],
    });
  const results = Promise.allSettled(
    Array.from({ length: count }, (_, n) =>
      table().put({ id: `t${n}`, owner: 'hot', revision: 1 }, undefined),
    ),
  );
  await clock.run(results);
  const settled = await results;
  return {
    written: settled.filter(({ status }) => status === 'fulfilled').length,
    throttled: partitions.throttled,
    stored: memory.items().length,
  };
};

it("an index's partition takes its writes a second; what is more is tried again, and fails at last", async () => {
  const clock = new SimulatedClock();
  const within = await writeAll(clock, 50, 50);
  expect(within).toEqual({ written: 50, throttled: 0, stored: 50 });
  const more = await writeAll(new SimulatedClock(), 100, 50);
  expect(more).toMatchObject({ written: 100, stored: 100 });
  expect(more.throttled).toBeGreaterThanOrEqual(50);
  // Five tries take 16 s at most.
  const far = await writeAll(new SimulatedClock(), 1_000, 10);
  expect(far.written).toBe(far.stored);
  expect(far.written).toBeGreaterThan(10);
  expect(far.written).toBeLessThanOrEqual(10 + 10 * 16 + 1);
});

describe('the queue', () => {
  const play = async (fails: (messageId: string, receive: number) => boolean, count = 25) => {
    const clock = new SimulatedClock();
    const queue = new Queue(clock, {
      count,
      atMs: (number) => number * 10,
      eventOf: (numbers) => ({
        Records: numbers.map((number) => ({ messageId: `m${number}` })),
      }),
    });
    const receives = new Map<string, number>();
    const handler = async ({ Records }: { Records: readonly { messageId: string }[] }) => {
      await clock.sleep(100);
      return {
        batchItemFailures: Records.filter(({ messageId }) => {
          const receive = (receives.get(messageId) ?? 0) + 1;
          receives.set(messageId, receive);
          return fails(messageId, receive);
        }).map(({ messageId }) => ({ itemIdentifier: messageId })),
      };
    };
    await clock.run(queue.drain(Array.from({ length: 3 }, () => handler)));
    return { queue, clock, receives };
  };

  it('hands each message to one environment, once', async () => {
    const { queue, receives } = await play(() => false);
    expect([...receives.values()]).toEqual(Array.from({ length: 25 }, () => 1));
    expect(queue).toMatchObject({ dead: 0, mostReceives: 1, receivedAgain: 0 });
  });

  it('shows what failed again after a minute', async () => {
    const { queue, clock } = await play((messageId, receive) => messageId === 'm3' && receive < 3);
    expect(queue).toMatchObject({ dead: 0, mostReceives: 3, receivedAgain: 2 });
    expect(clock.nowMs).toBeGreaterThan(120_000);
  });

  it('lays aside what fails at every receive', async () => {
    const { queue } = await play((messageId) => messageId === 'm3');
    expect(queue).toMatchObject({ dead: 1, isDone: true });
  });
});

it('a stream hands on after its window, or a full batch at once', () => {
  const stream = new Stream();
  expect(stream.dueMs).toBe(Number.POSITIVE_INFINITY);
  stream.add({ id: 'a' }, 1_000);
  stream.add({ id: 'b' }, 2_000);
  expect(stream.dueMs).toBe(6_000);
  expect(stream.take(6_000)).toHaveLength(2);
  for (let n = 0; n < 1_001; n++) stream.add({ id: String(n) }, 7_000);
  expect(stream.dueMs).toBe(7_000);
  expect(stream.take(7_000)).toHaveLength(1_000);
  expect(stream.dueMs).toBe(12_000);
});
