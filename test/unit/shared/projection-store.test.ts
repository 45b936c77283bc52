import {
  type ItemTable,
  MAX_TRIES,
  type Revisioned,
  updateItem,
} from '../../../functions/shared/projection-store';

interface Counter extends Revisioned {
  readonly id: string;
  readonly total: number;
}

const key = { id: 'a' };

/** A table of one item that can be overtaken: before each of the first puts, somebody else adds 100. */
const tableWith = (initial: Counter | undefined, overtakenTimes = 0) => {
  const state = { item: initial, gets: 0, puts: [] as [Counter, number | undefined][] };
  let overtakings = overtakenTimes;
  const table: ItemTable<Counter> = {
    async get(keys) {
      state.gets++;
      expect(keys).toEqual([key]);
      return state.item === undefined ? [] : [state.item];
    },
    async put(item, expectedRevision) {
      if (overtakings-- > 0) {
        const { total = 0, revision = 0 } = state.item ?? {};
        state.item = { id: 'a', total: total + 100, revision: revision + 1 };
      }
      state.puts.push([item, expectedRevision]);
      if (state.item?.revision !== expectedRevision) return false;
      state.item = item;
      return true;
    },
    async *query() {
      yield [];
    },
  };
  return { table, state };
};

const add = (amount: number) => (current: Counter | undefined) => ({
  id: 'a',
  total: (current?.total ?? 0) + amount,
});

describe('updateItem', () => {
  it('writes a new item with revision 1, on condition that there is none', async () => {
    const { table, state } = tableWith(undefined);
    const item = { id: 'a', total: 1, revision: 1 };
    expect(await updateItem(table, key, undefined, add(1))).toEqual({ item, written: true, conflicts: 0 });
    expect(state.puts).toEqual([[item, undefined]]);
    expect(state.gets).toBe(0);
  });

  it('writes a changed item with the next revision, on condition that the stored one has not moved', async () => {
    const current = { id: 'a', total: 1, revision: 7 };
    const { table, state } = tableWith(current);
    const item = { id: 'a', total: 3, revision: 8 };
    expect(await updateItem(table, key, current, add(2))).toEqual({ item, written: true, conflicts: 0 });
    expect(state.puts).toEqual([[item, 7]]);
  });

  it('does not write what has not changed', async () => {
    const current = { id: 'a', total: 1, revision: 7 };
    const { table, state } = tableWith(current);
    expect(await updateItem(table, key, current, add(0))).toEqual({
      item: current,
      written: false,
      conflicts: 0,
    });
    expect(state.puts).toEqual([]);
  });

  it('reads again and merges anew after a conflict, and tells how many there were', async () => {
    const current = { id: 'a', total: 1, revision: 1 };
    const { table, state } = tableWith(current, 3);
    expect(await updateItem(table, key, current, add(2))).toEqual({
      item: { id: 'a', total: 303, revision: 5 },
      written: true,
      conflicts: 3,
    });
    expect(state.puts.map(([, expectedRevision]) => expectedRevision)).toEqual([1, 2, 3, 4]);
    expect(state.gets).toBe(3);
  });

  it('finds out that what it was given is stale, also that there is an item at all', async () => {
    const { table, state } = tableWith({ id: 'a', total: 5, revision: 4 });
    expect(await updateItem(table, key, undefined, add(1))).toMatchObject({
      item: { total: 6, revision: 5 },
      conflicts: 1,
    });
    expect(state.item).toEqual({ id: 'a', total: 6, revision: 5 });
  });

  it('does not write after a conflict where the other writer has written the same', async () => {
    const { table, state } = tableWith({ id: 'a', total: 5, revision: 4 });
    const same = () => ({ id: 'a', total: 5 });
    expect(await updateItem(table, key, undefined, same)).toEqual({
      item: { id: 'a', total: 5, revision: 4 },
      written: false,
      conflicts: 1,
    });
    expect(state.puts).toHaveLength(1);
  });

  it('begins anew where the item has gone meanwhile', async () => {
    const { table } = tableWith(undefined);
    const stale = { id: 'a', total: 5, revision: 4 };
    expect(await updateItem(table, key, stale, add(1))).toEqual({
      item: { id: 'a', total: 1, revision: 1 },
      written: true,
      conflicts: 1,
    });
  });

  it('gives up after ten tries, by an error with a name', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const { table, state } = tableWith(undefined, Number.POSITIVE_INFINITY);
    await expect(updateItem(table, key, undefined, add(1))).rejects.toMatchObject({
      name: 'TooManyConflicts',
    });
    expect(state.puts).toHaveLength(MAX_TRIES);
    expect(MAX_TRIES).toBe(10);
    jest.restoreAllMocks();
  });

  it('lets any other error of the table through', async () => {
    const { table } = tableWith(undefined);
    const broken: ItemTable<Counter> = { ...table, put: async () => Promise.reject(new Error('no table')) };
    await expect(updateItem(broken, key, undefined, add(1))).rejects.toThrow('no table');
  });
});
