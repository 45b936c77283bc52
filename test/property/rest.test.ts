// The second law: once nothing is left to do, facts, ends and reports equal an oracle's, whatever the order, the
// crashes and the recounts that ran side by side. Through the real handlers.
import fc from 'fast-check';
import { arbitraryHistory } from '../helpers/arbitrary-history';
import { fewLives } from '../helpers/arbitrary-lives';
import { Dynalite } from '../helpers/dynalite';
import type { RestFigures } from '../helpers/rest';
import { arbitraryCase, tryToldToRest, tryToRest } from '../helpers/second-law';
import { wholeMemoryTables, wholeProduct } from '../helpers/whole-product';
import { withoutPauses } from '../helpers/without-pauses';

let restorePauses = () => {};
beforeAll(() => {
  restorePauses = withoutPauses();
});
afterAll(() => restorePauses());

/** Counts of what trials met, so that a run shows that it met what it is there for. */
class Seen {
  readonly #counts = new Map<unknown, number>();
  readonly sums = { conflicts: 0, crashes: 0, recounts: 0, writes: 0 };

  add(...what: readonly unknown[]): void {
    for (const one of what) this.#counts.set(one, this.count(one) + 1);
  }

  count(what: unknown): number {
    return this.#counts.get(what) ?? 0;
  }

  sum(figures: RestFigures): void {
    for (const name of ['conflicts', 'crashes', 'recounts', 'writes'] as const)
      this.sums[name] += figures[name];
  }
}

it('the second law holds on tables in memory', async () => {
  const seen = new Seen();
  await fc.assert(
    fc.asyncProperty(arbitraryCase(), async ([history, plan, trial]) => {
      const { figures, expected, differences } = await tryToRest(
        history,
        plan,
        trial,
        wholeProduct(wholeMemoryTables(), trial),
      );
      expect(differences).toEqual([]);
      seen.sum(figures);
      seen.add(...expected.channelReports.map(({ endReason }) => endReason));
      seen.add(...expected.userSessions.map(({ leaveReason }) => leaveReason));
      seen.add(...expected.cdnStreams.map(({ statusEvent }) => statusEvent));
    }),
    { numRuns: 400 },
  );
  expect(seen.sums.conflicts).toBeGreaterThan(500);
  expect(seen.sums.crashes).toBeGreaterThan(1000);
  for (const end of [
    'destroyed',
    'empty',
    'superseded',
    'silent',
    'joined again',
    'channel superseded',
    'channel silent',
    'channel ended',
    undefined,
  ]) {
    expect([end, seen.count(end) > 0]).toEqual([end, true]);
  }
});

it('what was told stands, and all comes to rest, where facts contradict each other', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryHistory({ maxLength: 16 }),
      arbitraryCase([fewLives]),
      async (history, [, plan, trial]) => {
        const product = wholeProduct(wholeMemoryTables(), trial);
        expect(await tryToldToRest(history, plan, product)).toEqual([]);
      },
    ),
    { numRuns: 100 },
  );
});

describe('with DynamoDB behind the handlers', () => {
  let dynalite: Dynalite;
  beforeAll(async () => {
    dynalite = await Dynalite.start();
  });
  afterAll(() => dynalite.close());

  it('the second law holds', async () => {
    const seen = new Seen();
    await fc.assert(
      fc.asyncProperty(arbitraryCase([fewLives], { maxCopies: 2 }), async ([history, plan, trial]) => {
        const tables = await dynalite.createTables();
        const product = wholeProduct({ ...tables, read: () => tables.readAll() }, trial);
        // What comes late is tried in memory: it doubles the calls.
        const { figures, differences } = await tryToRest(history, { ...plan, late: 0 }, trial, product);
        expect(differences).toEqual([]);
        seen.sum(figures);
      }),
      { numRuns: 200 },
    );
    expect(seen.sums.conflicts).toBeGreaterThan(10);
    expect(seen.sums.crashes).toBeGreaterThan(20);
  });
});
