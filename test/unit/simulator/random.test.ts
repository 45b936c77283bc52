import { Random } from '../../../lib/simulator/random';

const numbers = (random: Random) => Array.from({ length: 20 }, () => random.fraction());

describe('Random', () => {
  it('repeats itself by seed and stream, and differs by either', () => {
    expect(numbers(new Random(1, 2))).toEqual(numbers(new Random(1, 2)));
    const others = [
      new Random(1, 3),
      new Random(2, 2),
      new Random(2 ** 40 + 1, 2),
      new Random(1, 2 ** 40 + 2),
    ];
    for (const other of others) expect(numbers(other)).not.toEqual(numbers(new Random(1, 2)));
  });

  it('spreads evenly', () => {
    const random = new Random(4);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 60_000; i++) {
      const face = random.integer(0, 5);
      counts[face] = (counts[face] ?? Number.NaN) + 1;
    }
    // The standard deviation of each count is 91: five of them on either side.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(456);
  });

  it('keeps whole numbers within their bounds, both included, and an empty range at its least', () => {
    const random = new Random(5);
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(-1, 2)));
    expect([...seen].sort((left, right) => left - right)).toEqual([-1, 0, 1, 2]);
    expect(random.integer(7, 3)).toBe(7);
  });

  it('picks by weight', () => {
    const random = new Random(6);
    const picks = Array.from({ length: 10_000 }, () =>
      random.pickWeighted([
        ['often', 9],
        ['seldom', 1],
        ['never', 0],
      ]),
    );
    const seldom = picks.filter((pick) => pick === 'seldom').length;
    expect(seldom).toBeGreaterThan(850);
    expect(seldom).toBeLessThan(1_150);
    expect(picks).not.toContain('never');
  });

  it('shuffles into every order alike, without touching the list', () => {
    const random = new Random(7);
    const list = ['a', 'b', 'c'] as const;
    const counts = new Map<string, number>();
    for (let i = 0; i < 6_000; i++) {
      const order = random.shuffled(list).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(list).toEqual(['a', 'b', 'c']);
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('picks nothing from nothing', () => {
    expect(() => new Random(8).pick([])).toThrow(RangeError);
  });

  it('writes hex of any length', () => {
    expect(new Random(9).hex(11)).toMatch(/^[0-9a-f]{11}$/);
  });
});
