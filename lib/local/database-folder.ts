// The folder with the embedded stack's data: who uses it, and what a kill may have left half done in it.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Level } from 'level';
import * as v from 'valibot';
import { errorProperty } from './startup-failures';

// dynalite's own copies: another version of LevelDB must not open its store, and keys are made by its rules.
const require = createRequire(import.meta.url);
const dynaliteRequire = createRequire(require.resolve('dynalite'));
const level: typeof import('level') = dynaliteRequire('level');
const keys: {
  createIndexKey(item: StoredItem, table: StoredTable, keySchema: StoredTable['KeySchema']): string;
} = dynaliteRequire('./db');

type Store = Level<string, unknown>;

const keySchema = v.array(v.looseObject({ AttributeName: v.string() }));
const storedTable = v.looseObject({
  TableName: v.string(),
  TableStatus: v.string(),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: v.optional(
    v.array(
      v.looseObject({
        IndexName: v.string(),
        IndexStatus: v.string(),
        KeySchema: keySchema,
        Projection: v.looseObject({ ProjectionType: v.picklist(['ALL', 'KEYS_ONLY']) }),
      }),
    ),
    [],
  ),
});
const storedItem = v.record(v.string(), v.unknown());
type StoredTable = v.InferOutput<typeof storedTable>;
type StoredIndex = StoredTable['GlobalSecondaryIndexes'][number];
type StoredItem = v.InferOutput<typeof storedItem>;

/**
 * Makes a folder and those above it. Not by mkdir's own option `recursive`, which never returns where the
 * system says that the folder above does not exist although it does, as it says in /proc.
 */
export const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path);
  } catch (error) {
    if (errorProperty(error, 'code') === 'EEXIST') return;
    if (errorProperty(error, 'code') !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
};

/** A file that is there while the folder is in use, so that a kill leaves it behind. */
const markerOf = (dataDir: string): string => join(dataDir, 'in-use');

/**
 * Opens the store once, so that a folder that cannot be used fails here with LevelDB's own error, and mends
 * what a kill left half done.
 *
 * @param dataDir - an existing folder
 * @param path - the store's folder within it
 */
export const beginUse = async (dataDir: string, path: string): Promise<void> => {
  const store: Store = new level.Level(path, { valueEncoding: 'json' });
  await store.open();
  try {
    // `wx` fails where the file is there already: the last use did not end by itself.
    const clean = await writeFile(markerOf(dataDir), '', { flag: 'wx' }).then(
      () => true,
      (error: unknown) => {
        if (errorProperty(error, 'code') === 'EEXIST') return false;
        throw error;
      },
    );
    if (!clean) await mend(store);
  } finally {
    await store.close();
  }
};

/** Notes that the store was closed in order. */
export const endUse = (dataDir: string): Promise<void> => rm(markerOf(dataDir), { force: true });

/**
 * dynalite writes a table's indexes, then the item, each by itself. A kill between two of these writes leaves
 * indexes that do not tell what the item tells; here they are made to. An item itself is written whole or not
 * at all.
 */
const mend = async (store: Store): Promise<void> => {
  for await (const [key, value] of range(store, 'table~')) {
    const table = v.parse(storedTable, value);
    if (table.TableStatus !== 'ACTIVE') {
      // Killed while the table was made. It is empty, and is made again.
      await store.del(key);
      continue;
    }
    for (const index of table.GlobalSecondaryIndexes) await mendIndex(store, table, index);
  }
};

/** An item as an index holds it, in dynalite's order of attributes. */
const projected = (
  item: StoredItem,
  table: StoredTable,
  { KeySchema, Projection }: StoredIndex,
): StoredItem =>
  Projection.ProjectionType === 'ALL'
    ? item
    : Object.fromEntries(
        [...KeySchema, ...table.KeySchema].map(({ AttributeName: name }) => [name, item[name]]),
      );

const mendIndex = async (store: Store, table: StoredTable, index: StoredIndex): Promise<void> => {
  const prefix = `index-global~${table.TableName}~${index.IndexName}~`;
  const expected = new Map<string, StoredItem>();
  for await (const [, value] of range(store, `item-${table.TableName}~`)) {
    const item = v.parse(storedItem, value);
    if (!index.KeySchema.every(({ AttributeName }) => item[AttributeName] != null)) continue;
    expected.set(prefix + keys.createIndexKey(item, table, index.KeySchema), projected(item, table, index));
  }
  for await (const [key, value] of range(store, prefix)) {
    const item = expected.get(key);
    expected.delete(key);
    if (item === undefined) await store.del(key);
    else if (JSON.stringify(item) !== JSON.stringify(value)) await store.put(key, item);
  }
  for (const [key, item] of expected) await store.put(key, item);
};

const range = (store: Store, prefix: string): AsyncIterable<[string, unknown]> =>
  store.iterator({ gte: prefix, lt: `${prefix}\u{FF}` });
