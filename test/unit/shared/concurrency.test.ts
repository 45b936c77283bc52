import { backOff, forEachConcurrently } from '../../../functions/shared/concurrency';

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
  afterEach(() => jest.restoreAllMocks());

  it.each([
    [0, 10],
    [1, 20],
    [3, 50],
    [60, 50],
  ])('after attempt %i waits up to %i ms, at random', async (attempt, ceiling) => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const begun = performance.now();
    await backOff(attempt, 10, 50);
    const waited = performance.now() - begun;
    expect(waited).toBeGreaterThanOrEqual(ceiling - 2);
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const again = performance.now();
    await backOff(attempt, 10, 50);
    expect(performance.now() - again).toBeLessThan(waited);
  });
});
