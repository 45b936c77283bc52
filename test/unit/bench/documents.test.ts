import type { Row } from '../../bench/bench';
import { goalsTable } from '../../bench/documents/goals';
import { benchTable } from '../../bench/documents/layout';

const row = (what: string, value: number, goal?: number): Row => ({
  what,
  value,
  unit: 's',
  ...(goal !== undefined && { goal }),
});

const goals = (name: string, rows: Row[]): string[] =>
  goalsTable(
    [{ name, compares: '', run: async () => [] }],
    new Map([[name, { name, node: '', runs: 1, rows }]]),
    (bench) => bench,
  )
    .split('\n')
    .slice(2);

test('what several things have in common is one goal, whose miss by one of them is seen', () => {
  expect(goals('storm', [row('a: lag', 1, 2), row('b: lag', 3, 2), row('a: count', 5)])).toEqual([
    '| storm | lag | 1–3 s | ≤ 2 | **missed** by 1 of 2 |',
  ]);
});

test('goals of one kind that are met alike share a line, and a miss never hides in it', () => {
  expect(goals('destroy', [row('open', 0, 0), row('dead', 0, 0), row('late', 9, 5)])).toEqual([
    '| destroy | open; dead | 0 s | ≤ 0 | met |',
    '|  | late | 9 s | ≤ 5 | **missed** |',
  ]);
});

test('a bench of several things is a table with a column for each, and misses stand out', () => {
  expect(benchTable('storm', [row('a: lag', 1, 2), row('b: lag', 3, 2), row('a: count', 5)])).toBe(
    [
      '|  | a | b | goal |',
      '| --- | --- | --- | --- |',
      '| lag | 1 s | **3 s** | ≤ 2 |',
      '| count | 5 s |  |  |',
    ].join('\n'),
  );
});

test('a goal that not all of a line have stands in brackets', () => {
  expect(benchTable('growth', [row('join, 100 users', 4), row('join, 1,000 ÷ 100 users', 1, 2)])).toBe(
    ['|  | 100 users | 1,000 ÷ 100 users |', '| --- | --- | --- |', '| join | 4 s | 1 s (≤ 2) |'].join('\n'),
  );
});
