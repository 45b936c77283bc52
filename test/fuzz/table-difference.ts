// The first difference between tables and what they must hold.
import type { TableName } from '../../lib/tables';
import type { ExpectedTables } from '../helpers/oracle';
import { type ItemDifference, itemDifferences } from '../helpers/table-items';
import type { Tables } from '../helpers/target';

const tableNames = [
  ['channelSessions', 'ChannelSessions'],
  ['userSessions', 'UserSessions'],
  ['cdnStreams', 'CdnStreams'],
] as const;

/** An item that differs. */
export interface TableDifference extends ItemDifference {
  readonly table: TableName;
}

/** The first item that is not as it must be, that is missing, or that is too much; `undefined` where all is right. */
export const firstDifference = (found: Tables, expected: ExpectedTables): TableDifference | undefined => {
  for (const [name, table] of tableNames) {
    const [difference] = itemDifferences(expected[name], found[name]);
    if (difference) return { table, ...difference };
  }
  return undefined;
};
