// The curve of people online, counted from stays.
import { exactCurve, type Stay, thinned } from '../../../lib/console/curve';

const stay = (start: number, end: number | undefined, roles: Stay['roles']): Stay => ({
  uSId: `${start}`,
  uid: '1',
  start,
  ...(end !== undefined && { end }),
  roles,
});

it('counts each role from its beginning to the next one’s, or to the end', () => {
  const stays = [
    stay(10_000, 40_000, [
      { role: 'audience', since: 10_000 },
      { role: 'broadcaster', since: 20_000 },
    ]),
    stay(20_000, undefined, [{ role: 'participant', since: 20_000 }]),
  ];
  expect(exactCurve(stays, 0)).toEqual([
    [10, 0, 1, 0],
    [20, 1, 0, 1],
    [40, 0, 0, 1],
  ]);
});

it('counts one who comes as another leaves once, and none who leaves when coming', () => {
  const stays = [
    stay(0, 5_000, [{ role: 'audience', since: 0 }]),
    stay(5_000, 9_000, [{ role: 'audience', since: 5_000 }]),
    stay(7_000, 7_000, [{ role: 'audience', since: 7_000 }]),
  ];
  expect(exactCurve(stays, 0)).toEqual([
    [0, 0, 1, 0],
    [5, 0, 1, 0],
    [9, 0, 0, 0],
  ]);
});

it('takes the first role for the time before it was told', () => {
  expect(exactCurve([stay(1_000, 9_000, [{ role: 'broadcaster', since: 4_000 }])], 0)).toEqual([
    [1, 1, 0, 0],
    [9, 0, 0, 0],
  ]);
});

it('is thinned to points that hold what held then', () => {
  const stays = Array.from({ length: 1_000 }, (_, index) =>
    stay(index * 1_000, undefined, [{ role: 'audience', since: index * 1_000 }]),
  );
  const curve = exactCurve(stays, 0);
  expect(curve).toHaveLength(1_000);
  const few = thinned(curve, 100);
  expect(few).toHaveLength(100);
  expect(few.at(-1)).toEqual([999, 0, 1_000, 0]);
  for (const [at, , audience] of few) expect(audience).toBe(Math.floor(at) + 1);
  expect(thinned(curve, 1_000)).toEqual(curve);
  expect(thinned([], 100)).toEqual([]);
});
