// The contract's predicates give the answers that valibot gives.
import * as fc from 'fast-check';
import * as v from 'valibot';
import { guardOf } from '../../../functions/contract/guard';
import { notificationTypes } from '../../../functions/contract/notification';
import { sampleJson, samples } from '../../helpers/samples';

/** Values that some field of some type refuses, among others that it takes. */
const oddValues = [
  undefined,
  null,
  '',
  'x',
  '\ud800',
  'a'.repeat(1_024),
  'é'.repeat(600),
  'a'.repeat(2_048),
  'é'.repeat(1_100),
  'a'.repeat(2_049),
  0,
  -1,
  1.5,
  Number.NaN,
  2 ** 53,
  946_684_800,
  946_684_799,
  4_102_444_799,
  4_102_444_800,
  1_767_225_600_000,
  true,
  [],
  {},
];

/** A copy of a notification in which one field, of the envelope or the payload, is another value or is missing. */
const damaged = (notification: object, field: number, value: unknown, remove: boolean): unknown => {
  const copy: { payload: Record<string, unknown> } & Record<string, unknown> = JSON.parse(
    JSON.stringify(notification),
  );
  const places: [Record<string, unknown>, string][] = [
    ...Object.keys(copy).map((key): [Record<string, unknown>, string] => [copy, key]),
    ...Object.keys(copy.payload).map((key): [Record<string, unknown>, string] => [copy.payload, key]),
  ];
  for (const [holder, key] of places.slice(field % places.length, (field % places.length) + 1)) {
    if (remove) delete holder[key];
    else holder[key] = value;
  }
  return copy;
};

describe('guardOf', () => {
  const types = notificationTypes.map((type) => ({ type, accepts: guardOf(type.schema) }));

  it('agrees with valibot on every sample, whole and damaged', () => {
    const notifications = samples.map(({ name }) => sampleJson(name));
    expect(notifications.length).toBeGreaterThanOrEqual(types.length);
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...notifications),
        fc.nat(),
        fc.oneof(fc.constantFrom<unknown>(...oddValues), fc.anything()),
        fc.boolean(),
        fc.boolean(),
        (sample, field, value, remove, whole) => {
          const input = whole ? sample : damaged(sample, field, value, remove);
          for (const { type, accepts } of types) {
            const answer = accepts(input);
            if (answer) accepted++;
            else refused++;
            expect(answer).toBe(v.is(type.schema, input));
          }
        },
      ),
      { numRuns: 1_000 },
    );
    expect(accepted).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(200);
  });

  it.each([undefined, null, 7, 'text', [], {}])('agrees with valibot on %p', (input) => {
    for (const { type, accepts } of types) expect(accepts(input)).toBe(v.is(type.schema, input));
  });

  it('keeps the checks of a pipe within a pipe', () => {
    const accepts = guardOf(v.pipe(v.pipe(v.string(), v.nonEmpty()), v.description('a name')));
    expect(['x', '', 1].map(accepts)).toEqual([true, false, false]);
  });

  it('refuses a kind of schema that it does not know', () => {
    expect(() => guardOf(v.bigint())).toThrow('bigint');
    expect(() => guardOf(v.pipe(v.string(), v.email()))).toThrow('email');
  });
});
