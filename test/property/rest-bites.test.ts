// That the property test of the second law can fail: short cuts, each of which breaks it, and each is found.
import fc from 'fast-check';
import type { IndexedLife } from '../../functions/channel-reports/report-tables';
import { altered } from '../helpers/altered-table';
import { InjectedFault } from '../helpers/faulty-table';
import { arbitraryCase, tryToRest } from '../helpers/second-law';
import {
  type RecountsDependencies,
  type RecountsHandler,
  type ShortCut,
  wholeMemoryTables,
  wholeProduct,
} from '../helpers/whole-product';
import { withoutPauses } from '../helpers/without-pauses';

let restorePauses = () => {};
beforeAll(() => {
  restorePauses = withoutPauses();
});
afterAll(() => restorePauses());

/** Recounts with some of their tables replaced. */
const withTables =
  (alter: (tables: RecountsDependencies['tables']) => Partial<RecountsDependencies['tables']>) =>
  (deps: RecountsDependencies): RecountsDependencies => ({
    ...deps,
    tables: { ...deps.tables, ...alter(deps.tables) },
  });

async function* nothing(): AsyncGenerator<never> {}

/** Lives of which none is told to be live. */
async function* asThoughOver(
  pages: AsyncIterable<readonly IndexedLife[]>,
): AsyncGenerator<readonly IndexedLife[]> {
  for await (const page of pages) yield page.map(({ liveChannel: _, ...life }) => life);
}

/** The handler without the records that this keeps away from it. */
const without =
  (isKept: (keys: object) => boolean) =>
  (handler: RecountsHandler): RecountsHandler =>
  async (event, context) => {
    if (!isStreamEvent(event)) return handler(event, context);
    const Records = event.Records.filter(({ dynamodb }) => isKept(dynamodb.Keys));
    if (Records.length > 0) await handler({ Records }, context);
  };

const isStreamEvent = (
  event: unknown,
): event is { readonly Records: readonly { readonly dynamodb: { readonly Keys: object } }[] } =>
  typeof event === 'object' && event !== null && 'Records' in event;

/** Nothing waits for a time, so that nothing is looked at again that need not be. */
const noWaits = { emptyMinutes: 0, silentHours: 0, countEvents: false };

const shortCuts: Record<string, ShortCut> = {
  'acknowledging batches that failed': {
    handler: (handler) => (event, context) =>
      handler(event, context).catch((error: unknown) => {
        if (!(error instanceof InjectedFault)) throw error;
      }),
  },

  'not looking at what is due': {
    recounts: (deps) => ({ ...deps, index: { ...deps.index, dueChecks: nothing } }),
  },

  'never looking again at lives that a later one follows': {
    recounts: (deps) => ({
      ...deps,
      index: {
        ...deps.index,
        allLive: nothing,
        liveOf: nothing,
        livesOf: (name) => asThoughOver(deps.index.livesOf(name)),
      },
    }),
  },

  'not listening to changes of pushes': { handler: without((keys) => !('stream' in keys)) },

  'not listening to changes of stays': { handler: without((keys) => !('uSId' in keys)) },

  'not listening to changes of channels': {
    handler: without((keys) => !('channelSId' in keys) || 'uSId' in keys),
  },

  'reading one page of stays': {
    recounts: withTables(({ userSessions }) => ({
      userSessions: altered(userSessions, {
        async *query(partition) {
          for await (const page of userSessions.query(partition)) {
            yield page;
            return;
          }
        },
      }),
    })),
  },

  'not counting facts': {
    projections: (tables) => ({
      ...tables,
      userSessions: altered(tables.userSessions, {
        put: (item, expected) => tables.userSessions.put({ ...item, facts: 1 }, expected),
      }),
    }),
  },

  'forgetting by how much an end was judged': {
    recounts: withTables(({ channelSessions }) => ({
      channelSessions: altered(channelSessions, {
        put: ({ inferredEnd, ...item }, expected) =>
          channelSessions.put(
            inferredEnd === undefined ? item : { ...item, inferredEnd: { ...inferredEnd, facts: 10 ** 6 } },
            expected,
          ),
      }),
    })),
  },

  'writing a report over a newer one': {
    recounts: withTables(({ channelReports }) => ({
      channelReports: {
        get: async (keys) => {
          const [stored] = await channelReports.get(keys);
          return stored === undefined ? [] : [{ ...stored, basis: 0 }];
        },
        put: (item, expected) => channelReports.put(item, expected),
      },
    })),
  },

  'ending channels and leaving their stays': {
    recounts: withTables(({ userSessions }) => ({
      userSessions: altered(userSessions, {
        put: (item, expected) =>
          item.inferredEnd === undefined ? userSessions.put(item, expected) : Promise.resolve(true),
      }),
    })),
  },

  'never stopping pushes': {
    recounts: withTables(({ cdnStreams }) => ({ cdnStreams: altered(cdnStreams, { query: nothing }) })),
  },

  'noting as told what the bus did not take': {
    recounts: (deps) => ({ ...deps, bus: { put: (event) => deps.bus.put(event).catch(() => {}) } }),
  },

  'never telling': { recounts: (deps) => ({ ...deps, bus: { put: async () => {} } }) },

  'not waiting before an empty channel is over': {
    recounts: (deps) => ({
      ...deps,
      settings: { ...deps.settings, emptyMinutes: deps.settings.emptyMinutes && 1e-9 },
    }),
  },
};

/** Settings under which nothing else puts right what a short cut has done. */
const settingsOf: Record<string, Partial<typeof noWaits>> = {
  'never looking again at lives that a later one follows': noWaits,
  'not listening to changes of pushes': noWaits,
};

/** Trials for each short cut at most; the law's own test makes more. */
const TRIES = 1000;

describe('the second law is broken, and it shows, by', () => {
  it.each(Object.entries(shortCuts))('%s', async (name, shortCut) => {
    const details = await fc.check(
      fc.asyncProperty(arbitraryCase(), async ([history, plan, { settings, ...more }]) => {
        const trial = { ...more, settings: { ...settings, ...settingsOf[name] } };
        const product = wholeProduct(wholeMemoryTables(), trial, shortCut);
        const { differences } = await tryToRest(history, plan, trial, product);
        expect(differences).toEqual([]);
      }),
      { numRuns: TRIES, seed: 20_221_122, endOnFailure: true },
    );
    expect(details.failed).toBe(true);
    // A difference at rest, or no rest; not a short cut that cannot work at all.
    expect(String(details.errorInstance)).toMatch(/toEqual|NeverAtRest/);
  });
});
