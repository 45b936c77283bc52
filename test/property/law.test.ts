// The law: the tables are the fold of all notifications, whatever the order, the copies, the batches, the
// conflicts and the crashes. Through the real handlers, against an oracle that knows only whole sets.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { readNotification } from '../../functions/contract/notification';
import { arbitraryHistory, arbitraryPlan } from '../helpers/arbitrary-history';
import type { DeliveryFigures } from '../helpers/delivery';
import { Dynalite } from '../helpers/dynalite';
import { BEGINNING } from '../helpers/essential-histories';
import { lawful, memorySubject, type Outcome, play, stated } from '../helpers/law';
import { projectionsOver, testSettings } from '../helpers/projections';
import { withoutPauses } from '../helpers/without-pauses';

let restorePauses = () => {};
beforeAll(() => {
  restorePauses = withoutPauses();
});
afterAll(() => restorePauses());

/** Sums of what deliveries took, so that a run shows that it met what it is there for. */
class Sums {
  histories = 0;
  redelivered = 0;
  conflicts = 0;
  crashes = 0;
  handedBack = 0;

  add({ messages, deliveries, conflicts, crashes, handedBack }: DeliveryFigures): void {
    this.histories++;
    this.redelivered += deliveries - messages;
    this.conflicts += conflicts;
    this.crashes += crashes;
    this.handedBack += handedBack;
  }
}

it('histories are notifications as the contract has them', () => {
  fc.assert(
    fc.property(arbitraryHistory({ maxLength: 20 }), (history) => {
      for (const notification of history) {
        expect(readNotification({ ...notification })).toMatchObject({ recognized: true });
      }
    }),
    { numRuns: 200 },
  );
});

it('a plan fixes the whole delivery, so that a seed brings a failure back', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryHistory({ maxLength: 16 }),
      arbitraryPlan({ maxWorkers: 3 }),
      async (history, plan) => {
        const [first, second] = [memorySubject(), memorySubject()];
        const { figures } = await play(history, plan, first);
        expect((await play(history, plan, second)).figures).toEqual(figures);
        // With every revision: the same writes came through.
        expect(await second.read()).toEqual(await first.read());
      },
    ),
    { numRuns: 100 },
  );
});

it('the law holds on tables in memory, and asOf is the same after different deliveries', async () => {
  const sums = new Sums();
  await fc.assert(
    fc.asyncProperty(
      arbitraryHistory({ maxLength: 16 }),
      arbitraryPlan({ maxWorkers: 3 }),
      arbitraryPlan({ maxWorkers: 3 }),
      async (history, first, second) => {
        const outcomes: Outcome[] = [];
        for (const plan of [first, second]) {
          const outcome = await play(history, plan, memorySubject());
          expect(stated(outcome.tables)).toEqual(lawful(history));
          sums.add(outcome.figures);
          outcomes.push(outcome);
        }
        expect(outcomes[0]?.tables).toEqual(outcomes[1]?.tables);
      },
    ),
    { numRuns: 2000 },
  );
  expect(sums.conflicts).toBeGreaterThan(1000);
  expect(sums.crashes).toBeGreaterThan(1000);
  expect(sums.handedBack).toBeGreaterThan(1000);
});

it('the law holds for what has not come too late', async () => {
  // From the first second after the beginning on, events are kept; those of the first are too old.
  const now = (BEGINNING + 1) * 1000 + testSettings.openRetentionDays * 86_400_000;
  let leftOut = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryHistory({ maxLength: 16 }), arbitraryPlan(), async (history, plan) => {
      const outcome = await play(
        history,
        plan,
        memorySubject(() => now),
      );
      expect(stated(outcome.tables)).toEqual(lawful(history, now));
      if (!isDeepStrictEqual(lawful(history, now), lawful(history))) leftOut++;
    }),
    { numRuns: 300 },
  );
  expect(leftOut).toBeGreaterThan(100);
});

describe('with DynamoDB behind the handlers', () => {
  let dynalite: Dynalite;
  beforeAll(async () => {
    dynalite = await Dynalite.start();
  });
  afterAll(() => dynalite.close());

  it('the law holds, and asOf is the same as in memory', async () => {
    const sums = new Sums();
    await fc.assert(
      fc.asyncProperty(
        arbitraryHistory({ minLength: 2, maxLength: 10 }),
        arbitraryPlan({ maxCopies: 3 }),
        arbitraryPlan(),
        async (history, plan, other) => {
          const tables = await dynalite.createTables();
          const outcome = await play(history, plan, {
            start: (wire) => projectionsOver(tables, wire),
            read: async () => ({
              channelSessions: await tables.scan('ChannelSessions'),
              userSessions: await tables.scan('UserSessions'),
              cdnStreams: await tables.scan('CdnStreams'),
            }),
          });
          expect(stated(outcome.tables)).toEqual(lawful(history));
          expect((await play(history, other, memorySubject())).tables).toEqual(outcome.tables);
          sums.add(outcome.figures);
        },
      ),
      { numRuns: 250 },
    );
    expect(sums.histories).toBeGreaterThanOrEqual(200);
    expect(sums.conflicts).toBeGreaterThan(10);
    expect(sums.crashes).toBeGreaterThan(20);
    expect(sums.handedBack).toBeGreaterThan(50);
  });
});
