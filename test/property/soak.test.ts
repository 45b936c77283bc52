// The soak itself: a sound product shows no difference, a broken one does.
import { memorySubject } from '../helpers/law';
import { wholeMemoryTables, wholeProduct } from '../helpers/whole-product';
import { withoutPauses } from '../helpers/without-pauses';
import { type Difference, soak } from '../soak/soak';

let restorePauses = () => {};
beforeAll(() => {
  restorePauses = withoutPauses();
});
afterAll(() => restorePauses());

const options = { deliveries: 3_000, seed: 11, workers: 4 };

it('counts deliveries, items and no differences', async () => {
  const differences: Difference[] = [];
  const figures = await soak(options, (_, found) => differences.push(...found));
  expect(differences).toEqual([]);
  expect(figures.differences).toBe(0);
  expect(figures.deliveries).toBeGreaterThanOrEqual(options.deliveries);
  expect(figures.items).toBeGreaterThan(100);
  expect(figures.crashes).toBeGreaterThan(0);
  expect(figures.faults).toBeGreaterThan(figures.crashes);
  expect(figures.deliveries).toBeGreaterThan(figures.messages);
});

it('repeats itself for a seed', async () => {
  const figures = await soak(options, () => {});
  await expect(soak(options, () => {})).resolves.toEqual(figures);
});

it('counts and tells the differences of a product that hands nothing back', async () => {
  const differences: Difference[] = [];
  const figures = await soak(
    options,
    (_, found) => differences.push(...found),
    () => {
      const subject = memorySubject();
      return {
        read: () => subject.read(),
        start: (wire) => {
          const { rtc, cdn } = subject.start(wire);
          return {
            cdn,
            rtc: async (event, context) => {
              await rtc(event, context);
              return { batchItemFailures: [] };
            },
          };
        },
      };
    },
  );
  expect(figures.differences).toBeGreaterThan(0);
  expect(differences).toHaveLength(figures.differences);
  expect(new Set(differences.map(({ table }) => table))).not.toContain('cdnStreams');
});

it('counts and tells what is at rest and wrong', async () => {
  const differences: Difference[] = [];
  const figures = await soak(
    options,
    (_, found) => differences.push(...found),
    undefined,
    (trial) =>
      wholeProduct(wholeMemoryTables(), trial, {
        recounts: (deps) => ({ ...deps, bus: { put: async () => {} } }),
      }),
  );
  expect(figures.counted).toBeGreaterThan(10);
  expect(figures.recounts).toBeGreaterThan(figures.counted);
  expect(figures.differences).toBe(differences.length);
  expect(new Set(differences.map(({ table }) => table))).toEqual(new Set(['bus']));
});

it('counts messages that are never acknowledged', async () => {
  const differences: Difference[] = [];
  await soak(
    { ...options, deliveries: 1 },
    (_, found) => differences.push(...found),
    () => ({
      ...memorySubject(),
      start: () => {
        const refuse = async () => {
          throw new Error('out of order');
        };
        return { rtc: refuse, cdn: refuse };
      },
    }),
  );
  expect(differences).toContainEqual(expect.objectContaining({ table: 'queue' }));
});
