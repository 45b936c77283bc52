// That the property test of the law can fail: short cuts, each of which breaks the law, and each is found.
import fc from 'fast-check';
import type { ChannelSession } from '../../functions/rtc-sessions/channel-session';
import type { UserSession } from '../../functions/rtc-sessions/user-session';
import type { Revisioned } from '../../functions/shared/projection-store';
import { altered } from '../helpers/altered-table';
import { arbitraryHistory, arbitraryPlan } from '../helpers/arbitrary-history';
import { NeverAcknowledged, type ProjectionHandler, type Projections } from '../helpers/delivery';
import { InjectedFault, type Wire } from '../helpers/faulty-table';
import { itemsOf, lawful, play, type Subject, stated } from '../helpers/law';
import type { MemoryTable } from '../helpers/memory-table';
import { comparable } from '../helpers/oracle';
import { memoryTables, type ProjectionTables, projectionsOver } from '../helpers/projections';
import { withoutPauses } from '../helpers/without-pauses';

type Tables = ReturnType<typeof memoryTables>;
/** A short cut: one execution environment that takes it. */
type ShortCut = (tables: Tables, wire: Wire) => Projections;

let restorePauses = () => {};
beforeAll(() => {
  restorePauses = withoutPauses();
});
afterAll(() => restorePauses());

const withTables = (tables: Tables, wire: Wire, changes: Partial<ProjectionTables>): Projections =>
  projectionsOver({ ...tables, ...changes }, wire);

/** Keeps the last but one version of each item, as a replica that lags does. */
class Replica<Item extends Revisioned> {
  readonly #versions = new Map<string, [before: Item | undefined, now: Item]>();

  constructor(
    private readonly table: MemoryTable<Item>,
    private readonly keyOf: (item: Item) => string,
  ) {}

  async put(item: Item, expectedRevision: number | undefined): Promise<boolean> {
    const written = await this.table.put(item, expectedRevision);
    if (written) this.#versions.set(this.keyOf(item), [this.#versions.get(this.keyOf(item))?.[1], item]);
    return written;
  }

  stale(items: readonly Item[]): Item[] {
    return items.flatMap((item) => this.#versions.get(this.keyOf(item))?.[0] ?? []);
  }
}

const replicas = new WeakMap<Tables, { channels: Replica<ChannelSession>; stays: Replica<UserSession> }>();
const replicasOf = (tables: Tables) => {
  const known = replicas.get(tables) ?? {
    channels: new Replica(tables.channelSessions, ({ channelSId }) => channelSId),
    stays: new Replica(tables.userSessions, ({ channelSId, uSId }) => JSON.stringify([channelSId, uSId])),
  };
  replicas.set(tables, known);
  return known;
};

const silenced =
  (handler: ProjectionHandler): ProjectionHandler =>
  async (event, context) => {
    await handler(event, context);
    return { batchItemFailures: [] };
  };

const seenMessages = new WeakMap<Tables, Set<string>>();

const shortCuts: Record<string, ShortCut> = {
  'reading channels without strong consistency': (tables, wire) => {
    const { channels } = replicasOf(tables);
    let first = true;
    return withTables(tables, wire, {
      channelSessions: altered(tables.channelSessions, {
        // Only the first read lags: a conflict's later read would never end if it did.
        get: async (keys) => {
          const items = await tables.channelSessions.get(keys);
          if (!first) return items;
          first = false;
          return channels.stale(items);
        },
        put: (item, expected) => channels.put(item, expected),
      }),
    });
  },

  'reading stays without strong consistency': (tables, wire) => {
    const { stays } = replicasOf(tables);
    return withTables(tables, wire, {
      userSessions: altered(tables.userSessions, {
        put: (item, expected) => stays.put(item, expected),
        async *query(partition) {
          for await (const page of tables.userSessions.query(partition)) yield stays.stale(page);
        },
      }),
    });
  },

  'reading the channel before the stays are written': (tables, wire) => {
    const before = new Map(tables.channelSessions.items().map((item) => [item.channelSId, item]));
    let reads = 0;
    return withTables(tables, wire, {
      channelSessions: altered(tables.channelSessions, {
        get: async (keys) =>
          reads++ === 0
            ? keys.flatMap(({ channelSId = '' }) => before.get(channelSId) ?? [])
            : tables.channelSessions.get(keys),
      }),
    });
  },

  'writing without the condition': (tables, wire) =>
    withTables(tables, wire, {
      userSessions: altered(tables.userSessions, {
        put: async (item) => {
          const [stored] = await tables.userSessions.get([{ channelSId: item.channelSId, uSId: item.uSId }]);
          return tables.userSessions.put(item, stored?.revision);
        },
      }),
    }),

  'reading one page of stays': (tables, wire) =>
    withTables(tables, wire, {
      userSessions: altered(tables.userSessions, {
        async *query(partition) {
          for await (const page of tables.userSessions.query(partition)) {
            yield page;
            return;
          }
        },
      }),
    }),

  'closing only what is still online': (tables, wire) =>
    withTables(tables, wire, {
      userSessions: altered(tables.userSessions, {
        async *query(partition) {
          for await (const page of tables.userSessions.query(partition)) {
            yield page.filter(({ status }) => status === 'online');
          }
        },
      }),
    }),

  'leaving out the closing where the destroy changed nothing': (tables, wire) => {
    let changed = false;
    return withTables(tables, wire, {
      channelSessions: altered(tables.channelSessions, {
        put: (item, expected) => {
          changed = true;
          return tables.channelSessions.put(item, expected);
        },
      }),
      userSessions: altered(tables.userSessions, {
        async *query(partition) {
          if (changed) yield* tables.userSessions.query(partition);
        },
      }),
    });
  },

  'telling change without asOf': (tables, wire) =>
    withTables(tables, wire, {
      cdnStreams: altered(tables.cdnStreams, {
        put: async (item, expected) => {
          const [stored] = await tables.cdnStreams.get([{ channel: item.channel, stream: item.stream }]);
          const same =
            stored !== undefined &&
            JSON.stringify(comparable({ ...stored })) === JSON.stringify(comparable({ ...item }));
          return same || tables.cdnStreams.put(item, expected);
        },
      }),
    }),

  'blaming a failed reading of the stays on nobody': (tables, wire) =>
    projectionsOver(tables, {
      to: (table) => {
        const wired = wire.to(table);
        return altered(wired, {
          async *query(partition) {
            try {
              yield* wired.query(partition);
            } catch (error) {
              if (!(error instanceof InjectedFault)) throw error;
            }
          },
        });
      },
    }),

  'handing nothing back': (tables, wire) => {
    const { rtc, cdn } = projectionsOver(tables, wire);
    return { rtc: silenced(rtc), cdn: silenced(cdn) };
  },

  'forgetting refusals': (tables, wire) =>
    withTables(tables, wire, {
      cdnStreams: altered(tables.cdnStreams, {
        put: ({ asOf: { refused: _, ...asOf }, ...item }, expected) =>
          tables.cdnStreams.put({ ...item, asOf }, expected),
      }),
    }),

  'keeping the latest role only': (tables, wire) =>
    withTables(tables, wire, {
      userSessions: altered(tables.userSessions, {
        put: (item, expected) => tables.userSessions.put({ ...item, roles: item.roles?.slice(-1) }, expected),
      }),
    }),

  'taking every message once': (tables, wire) => {
    const { rtc, cdn } = projectionsOver(tables, wire);
    const seen = seenMessages.get(tables) ?? new Set();
    seenMessages.set(tables, seen);
    const once =
      (handler: ProjectionHandler): ProjectionHandler =>
      (event, context) => {
        const Records = event.Records.filter(({ messageId }) => !seen.has(messageId));
        for (const { messageId } of Records) seen.add(messageId);
        return handler({ Records }, context);
      };
    return { rtc: once(rtc), cdn: once(cdn) };
  },
};

/** Histories that are tried for each short cut; the law's own test tries far more. */
const TRIES = 4000;

describe('the law is broken, and it shows, by', () => {
  it.each(Object.entries(shortCuts))('%s', async (_, shortCut) => {
    const details = await fc.check(
      fc.asyncProperty(
        arbitraryHistory({ maxLength: 16 }),
        arbitraryPlan({ maxWorkers: 3 }),
        async (history, plan) => {
          const tables = memoryTables();
          const subject: Subject = {
            start: (wire) => shortCut(tables, wire),
            read: async () => itemsOf(tables),
          };
          expect(stated((await play(history, plan, subject)).tables)).toEqual(lawful(history));
        },
      ),
      { numRuns: TRIES, seed: 20_221_122, endOnFailure: true },
    );
    expect(details.failed).toBe(true);
    // A difference in the tables; not a short cut that cannot work at all.
    expect(details.errorInstance).not.toBeInstanceOf(NeverAcknowledged);
    expect(String(details.errorInstance)).toContain('toEqual');
  });
});
