// The first difference between tables and what they must hold.
import { isDeepStrictEqual } from 'node:util';
import { type TableName, tableDefinitions } from '../../lib/tables';
import type { ExpectedTables, Item } from '../helpers/oracle';
import type { Tables } from '../helpers/target';

const tableNames = [
  ['channelSessions', 'ChannelSessions'],
  ['userSessions', 'UserSessions'],
  ['cdnStreams', 'CdnStreams'],
] as const;

/** An item that differs. */
export interface TableDifference {
  readonly table: TableName;
  readonly found: Item | undefined;
  readonly expected: Item | undefined;
}

const byKey = (items: readonly Item[], table: TableName): Map<string, Item> => {
  const definition: { readonly partitionKey: string; readonly sortKey?: string } = tableDefinitions[table];
  return new Map(
    items.map((item) => [
      JSON.stringify([item[definition.partitionKey], definition.sortKey && item[definition.sortKey]]),
      item,
    ]),
  );
};

/** The first item that is not as it must be, that is missing, or that is too much; `undefined` where all is right. */
export const firstDifference = (found: Tables, expected: ExpectedTables): TableDifference | undefined => {
  for (const [name, table] of tableNames) {
    const foundItems = byKey(found[name], table);
    const expectedItems = byKey(expected[name], table);
    for (const key of new Set([...foundItems.keys(), ...expectedItems.keys()])) {
      const difference = { table, found: foundItems.get(key), expected: expectedItems.get(key) };
      if (!isDeepStrictEqual(difference.found, difference.expected)) return difference;
    }
  }
  return undefined;
};
