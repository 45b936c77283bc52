import { setTimeout as sleep } from 'node:timers/promises';
import { backOff, forEachConcurrently } from '../../../functions/shared/concurrency';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(async () => undefined) }));

describe('forEachConcurrently', () => {
  it('runs every action, no more than the limit at a time', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await forEachConcurrently([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      done.push(item);
    });
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('throws the first error once all that it began has ended, and begins nothing new', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    await expect(
      forEachConcurrently([1, 2, 3, 4, 5], 2, async (item) => {
        begun.push(item);
        if (item === 1) throw new Error('first');
        await new Promise((resolve) => setTimeout(resolve, 5));
        ended.push(item);
      }),
    ).rejects.toThrow('first');
    expect(begun).toEqual([1, 2]);
    expect(ended).toEqual([2]);
  });

  it('does nothing for nothing', async () => {
    await forEachConcurrently([], 2, () => Promise.reject(new Error('never')));
  });
});

describe('backOff', () => {
  it.each([
    [0, 10],
    [1, 20],
    [2, 40],
    [3, 50],
    [60, 50],
  ])('after attempt %i waits up to %i ms, at random', async (attempt, ceiling) => {
    const random = jest.spyOn(Math, 'random');
    for (const share of [0, 0.5, 0.999]) {
      random.mockReturnValue(share);
      await backOff(attempt, 10, 50);
      expect(sleep).toHaveBeenLastCalledWith(share * ceiling);
    }
    random.mockRestore();
  });
});
