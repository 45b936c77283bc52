// What the benches' rows are held to.
import { holds, quantile } from '../../bench/bench';

test('a ratio may be a fifth over its goal, or over what was reached; a count of calls may not', () => {
  const ratio = { what: 'ratio', unit: '×', goal: 1 };
  expect(holds({ ...ratio, value: 1.2 }, 0.2)).toBe(true);
  expect(holds({ ...ratio, value: 1.21 }, 0.2)).toBe(false);
  expect(holds({ ...ratio, value: 1.79, reached: 1.5 }, 0.2)).toBe(true);
  expect(holds({ what: 'calls', unit: 'calls', goal: 1, value: 1 }, 0.2)).toBe(true);
  expect(holds({ what: 'calls', unit: 'calls', goal: 1, value: 1.05 }, 0.2)).toBe(false);
});

test('the p99 of a hundred values is the hundredth', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => n);
  expect(quantile(hundred, 0.5)).toBe(50);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile(hundred, 1)).toBe(99);
});
