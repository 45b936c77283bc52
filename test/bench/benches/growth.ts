// Units per event in channels of growing size: a join or a leave in a channel of that size, and a destroy per stay.
import type { Bench, Row } from '../bench';
import { channel } from '../channels';
import { billedTables, preloadStays, projector } from '../projecting';

const measure = async (users: number): Promise<{ join: number; leave: number; destroy: number }> => {
  const tables = billedTables();
  const project = projector(tables);
  const { create, join, leave, destroy } = channel(0);
  const unitsOf = async (run: () => Promise<void>): Promise<number> => {
    const billed = () =>
      [tables.ChannelSessions, tables.UserSessions].reduce(
        (sum, table) => sum + table.writeUnitsInAll() + table.bill.readUnits,
        0,
      );
    const before = billed();
    await run();
    return billed() - before;
  };
  await project([create()]);
  await preloadStays(
    tables.UserSessions,
    Array.from({ length: users }, (_, user) => join(user)),
  );
  const events = 10;
  const newcomers = Array.from({ length: events }, (_, n) => users + n);
  return {
    join: (await unitsOf(() => project(newcomers.map(join)))) / events,
    leave: (await unitsOf(() => project(newcomers.map(leave)))) / events,
    // Those who came and left are read, but not written: the stays in the channel are counted.
    destroy: (await unitsOf(() => project([destroy()]))) / users,
  };
};

export const growth: Bench = {
  name: 'growth',
  compares: 'read and write units per event in channels of growing size; a destroy, per stay',
  async run(short): Promise<Row[]> {
    const least = await measure(100);
    const sizes = short ? [1_000, 10_000] : [1_000, 10_000, 100_000];
    const rows: Row[] = [
      { what: 'join, 100 users', value: least.join, unit: 'units' },
      { what: 'leave, 100 users', value: least.leave, unit: 'units' },
      { what: 'destroy, 100 users', value: least.destroy, unit: 'units per stay' },
    ];
    for (const users of sizes) {
      const found = await measure(users);
      for (const event of ['join', 'leave', 'destroy'] as const) {
        rows.push({
          what: `${event}, ${users.toLocaleString('en-US')} ÷ 100 users`,
          value: found[event] / least[event],
          unit: '×',
          goal: 1.05,
        });
      }
    }
    return rows;
  },
};
