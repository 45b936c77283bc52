// Units per event in channels of growing size: a join or a leave in a channel of that size, and a destroy per stay.
import type { Bench, Row } from '../bench';
import { channel } from '../channels';
import { billedTables, preloadStays, projector } from '../projecting';

const EVENTS = 10;

/** A channel of a size, and what tells the units of what is projected into it. */
const channelOf = async (users: number) => {
  const tables = billedTables();
  const project = projector(tables);
  const notifications = channel(0);
  const billed = () =>
    [tables.ChannelSessions, tables.UserSessions].reduce(
      (sum, table) => sum + table.writeUnitsInAll() + table.bill.readUnits,
      0,
    );
  await project([notifications.create()]);
  await preloadStays(
    tables.UserSessions,
    Array.from({ length: users }, (_, user) => notifications.join(user)),
  );
  return {
    notifications,
    unitsOf: async (...projected: Parameters<typeof project>): Promise<number> => {
      const before = billed();
      await project(...projected);
      return billed() - before;
    },
  };
};

const measure = async (users: number): Promise<{ join: number; leave: number; destroy: number }> => {
  const { notifications, unitsOf } = await channelOf(users);
  const newcomers = Array.from({ length: EVENTS }, (_, n) => users + n);
  const join = (await unitsOf(newcomers.map(notifications.join))) / EVENTS;
  const leave = (await unitsOf(newcomers.map(notifications.leave))) / EVENTS;
  // Without those who came and left, whom a destroy reads and does not write.
  const ended = await channelOf(users);
  return { join, leave, destroy: (await ended.unitsOf([ended.notifications.destroy()])) / users };
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
