import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginUse, endUse, makeFolder } from '../../../lib/local/database-folder';

const fromDynalite = createRequire(require.resolve('dynalite'));
const { Level }: typeof import('level') = fromDynalite('level');
const { createKey, createIndexKey } = fromDynalite('./db');

const index = {
  IndexName: 'by-state',
  IndexStatus: 'ACTIVE',
  Projection: { ProjectionType: 'ALL' },
  KeySchema: [{ AttributeName: 'state' }, { AttributeName: 'id' }],
};
const table = {
  TableName: 'T',
  TableStatus: 'ACTIVE',
  KeySchema: [{ AttributeName: 'id' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'state', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [index],
};
type Item = Record<string, { S: string } | { N: string }>;
const itemKey = (item: Item) => `item-T~${createKey(item, table)}`;
const indexKey = (item: Item) => `index-global~T~by-state~${createIndexKey(item, table, index.KeySchema)}`;

let dataDir: string;
let path: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'folder-'));
  path = join(dataDir, 'dynamodb');
});
afterEach(() => rm(dataDir, { recursive: true }));

const withStore = async <T>(
  use: (store: InstanceType<typeof Level<string, unknown>>) => Promise<T>,
): Promise<T> => {
  const store = new Level<string, unknown>(path, { valueEncoding: 'json' });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
};
const write = (entries: [string, unknown][]) =>
  withStore((store) => store.batch(entries.map(([key, value]) => ({ type: 'put', key, value }))));
const readAll = () => withStore(async (store) => new Map(await store.iterator().all()));

/** Writes what a kill may leave: indexes that are behind the item, ahead of it, or of no item at all. */
const stored: Item = { id: { S: 'a' }, state: { S: 'online' }, revision: { N: '2' } };
const missing: Item = { id: { S: 'b' }, state: { S: 'online' }, revision: { N: '1' } };
const gone: Item = { id: { S: 'c' }, revision: { N: '3' } };
const ahead: Item = { id: { S: 'd' }, state: { S: 'online' } };
const half: [string, unknown][] = [
  ['table~T', table],
  [itemKey(stored), stored],
  [indexKey(stored), { ...stored, revision: { N: '3' } }],
  [itemKey(missing), missing],
  [itemKey(gone), gone],
  [indexKey({ ...gone, state: { S: 'online' } }), { ...gone, state: { S: 'online' } }],
  [indexKey(ahead), ahead],
];
const whole = new Map<string, unknown>([
  ['table~T', table],
  [itemKey(stored), stored],
  [itemKey(missing), missing],
  [itemKey(gone), gone],
  [indexKey(stored), stored],
  [indexKey(missing), missing],
]);

it('after a kill, makes the indexes tell what the items tell', async () => {
  await beginUse(dataDir, path);
  await write(half);
  await beginUse(dataDir, path);
  expect(await readAll()).toEqual(whole);
});

it('makes an index of keys alone hold these alone', async () => {
  const keysOnly = { ...index, Projection: { ProjectionType: 'KEYS_ONLY' } };
  const definition: [string, unknown] = ['table~T', { ...table, GlobalSecondaryIndexes: [keysOnly] }];
  await beginUse(dataDir, path);
  await write([definition, [itemKey(missing), missing]]);
  await beginUse(dataDir, path);
  expect(await readAll()).toEqual(
    new Map<string, unknown>([
      definition,
      [itemKey(missing), missing],
      [indexKey(missing), { id: missing.id, state: missing.state }],
    ]),
  );
});

it('after an orderly end, looks at nothing', async () => {
  await beginUse(dataDir, path);
  await write(half);
  await endUse(dataDir);
  await beginUse(dataDir, path);
  expect(await readAll()).toEqual(new Map(half));
});

it('drops a table that was not made to the end, so that it is made again', async () => {
  await beginUse(dataDir, path);
  await write([['table~T', { ...table, TableStatus: 'CREATING' }]]);
  await beginUse(dataDir, path);
  expect(await readAll()).toEqual(new Map());
});

it('fails with the code of LevelDB where another one has the store open', async () => {
  await withStore(async (store) => {
    await store.open();
    await expect(beginUse(dataDir, path)).rejects.toMatchObject({ cause: { code: 'LEVEL_LOCKED' } });
  });
});

describe('makeFolder', () => {
  it('makes those above it, too, and takes one that is there', async () => {
    await makeFolder(join(dataDir, 'a/b/c'));
    await makeFolder(join(dataDir, 'a/b/c'));
    expect(await readdir(join(dataDir, 'a/b'))).toEqual(['c']);
  });

  it('fails below a file', async () => {
    await writeFile(join(dataDir, 'file'), '');
    await expect(makeFolder(join(dataDir, 'file/a/b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  (existsSync('/proc/1') ? it : it.skip)('comes back where the system makes no folders', async () => {
    await expect(makeFolder('/proc/1/folder')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
