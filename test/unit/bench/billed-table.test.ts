// Units as DynamoDB bills them.
import { BilledTable, itemBytes } from '../../bench/billed-table';

const definition = {
  partitionKey: 'id',
  indexes: [{ indexName: 'by-owner', partitionKey: 'owner', sortKey: 'at', question: 'whose' }],
};
interface Thing {
  readonly id: string;
  readonly owner?: string;
  readonly at: string;
  readonly revision: number;
}

it('adds up names and values', () => {
  expect(itemBytes({ a: 'bc' })).toBe(3);
  expect(itemBytes({ é: 'é' })).toBe(4);
  expect(itemBytes({ n: 1234 })).toBe(1 + 2 + 1);
  expect(itemBytes({ b: true, gone: undefined })).toBe(2);
  expect(itemBytes({ m: { k: 'v' } })).toBe(1 + 3 + 1 + 1 + 1);
});

it('counts an index entry that appears, stays, moves and goes', async () => {
  const table = new BilledTable<Thing>(definition);
  const steps: [Thing, number][] = [
    [{ id: '1', owner: 'a', at: '1', revision: 1 }, 1],
    [{ id: '1', owner: 'a', at: '1', revision: 2 }, 1],
    [{ id: '1', owner: 'b', at: '1', revision: 3 }, 2],
    [{ id: '1', at: '1', revision: 4 }, 1],
    [{ id: '1', at: '1', revision: 5 }, 0],
  ];
  for (const [thing, units] of steps) {
    const before = table.bill.writeUnits['by-owner'] ?? 0;
    await table.put(thing, thing.revision === 1 ? undefined : thing.revision - 1);
    expect((table.bill.writeUnits['by-owner'] ?? 0) - before).toBe(units);
  }
  expect(table.bill.writeUnits.table).toBe(steps.length);
});

it('bills a larger item by the kilobyte, and a missing one as read', async () => {
  const table = new BilledTable<Thing>(definition);
  await table.put({ id: '1', at: 'x'.repeat(1_100), revision: 1 }, undefined);
  expect(table.bill.writeUnits.table).toBe(2);
  await table.get([{ id: '1' }, { id: '2' }]);
  expect(table.bill.readUnits).toBe(2);
  expect(await table.put({ id: '1', at: '2', revision: 7 }, 6)).toBe(false);
  expect(table.bill.writeUnits.table).toBe(4);
});

it('counts an index of keys alone only where the keys change', async () => {
  const [index] = definition.indexes;
  const table = new BilledTable<Thing>({
    ...definition,
    indexes: index === undefined ? [] : [{ ...index, keysOnly: true }],
  });
  const long = 'x'.repeat(2_000);
  await table.put({ id: '1', owner: 'a', at: long, revision: 1 }, undefined);
  await table.put({ id: '1', owner: 'a', at: long, revision: 2 }, 1);
  expect(table.bill.writeUnits['by-owner']).toBe(1);
  await table.put({ id: '1', owner: 'b', at: long, revision: 3 }, 2);
  expect(table.bill.writeUnits).toMatchObject({ 'by-owner': 3, table: 6 });
});

it('adds up the elements of a list', () => {
  expect(itemBytes({ l: [1, 'ab', [true]] })).toBe(1 + 3 + (2 + 1) + (2 + 1) + (3 + 1 + 1 + 1));
});
