// A table with some of its calls replaced, to see that what is done wrong shows.
import type { ItemTable, Revisioned } from '../../functions/shared/projection-store';

/** The table with some of its calls replaced. */
export const altered = <Item extends Revisioned>(
  table: ItemTable<Item>,
  changes: Partial<ItemTable<Item>>,
): ItemTable<Item> => ({
  get: (keys) => table.get(keys),
  put: (item, expectedRevision) => table.put(item, expectedRevision),
  query: (partition) => table.query(partition),
  ...changes,
});
