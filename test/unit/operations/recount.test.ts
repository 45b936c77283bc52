// Which lives `recount` asks for, and how.

import * as v from 'valibot';
import { channelSessionSchema } from '../../../functions/rtc-sessions/channel-session';
import { CommandFailure } from '../../../lib/command-line/command-failure';
import { recount } from '../../../lib/operations/recount';
import { Dynalite } from '../../helpers/dynalite';

let dynalite: Dynalite;
beforeAll(async () => {
  dynalite = await Dynalite.start();
});
afterAll(() => dynalite.close());

const channel = (channelSId: string, firstEventAt: string, destroyedAt?: string) =>
  v.parse(channelSessionSchema, {
    channelSId,
    channelName: 'show',
    status: destroyedAt === undefined ? 'live' : 'ended',
    createdAt: firstEventAt,
    ...(destroyedAt !== undefined && { destroyedAt }),
    firstEventAt,
    asOf: {},
    revision: 1,
    expiresAt: 1,
  });

it('asks for the lives of a time in pieces, and for one life by its name alone', async () => {
  const tables = await dynalite.createTables();
  const lives = [
    channel('over', '2026-01-01T00:00:00.000Z', '2026-01-01T09:59:59.000Z'),
    channel('ends', '2026-01-01T00:00:00.000Z', '2026-01-01T10:00:00.000Z'),
    channel('later', '2026-01-01T12:00:01.000Z'),
    ...Array.from({ length: 25 }, (_, index) => channel(`live-${index}`, '2026-01-01T11:00:00.000Z')),
  ];
  for (const life of lives) await tables.channelSessions.put(life, undefined);
  const asked: (readonly string[])[] = [];
  const progress: (readonly [number, number])[] = [];
  const target = {
    source: { dynamoDb: dynalite.client, tables: tables.names },
    count: async (channelSIds: readonly string[]) => {
      asked.push(channelSIds);
    },
    onProgress: (counted: number, found: number) => {
      progress.push([counted, found]);
    },
  };
  const time = { from: new Date('2026-01-01T10:00:00Z'), to: new Date('2026-01-01T12:00:00Z') };
  expect(await recount(time, target)).toBe(26);
  expect(asked.flat().sort()).toEqual(['ends', ...Array.from({ length: 25 }, (_, i) => `live-${i}`)].sort());
  expect(progress).toEqual([
    [20, 26],
    [26, 26],
  ]);
  asked.length = 0;
  expect(await recount({ channelSId: 'over' }, target)).toBe(1);
  expect(asked).toEqual([['over']]);
  asked.length = 0;
  expect(await recount({ channelSId: 'misspelt' }, target)).toBe(0);
  expect(asked).toEqual([]);
});

it('does not hide what could not be counted', async () => {
  const tables = await dynalite.createTables();
  await tables.channelSessions.put(channel('c1', '2026-01-01T00:00:00.000Z'), undefined);
  const target = {
    source: { dynamoDb: dynalite.client, tables: tables.names },
    count: async () => {
      throw new Error('it failed');
    },
    onProgress: () => {},
  };
  await expect(recount({ channelSId: 'c1' }, target)).rejects.toThrow('it failed');
});

const everything = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-01-02T00:00:00Z') };

it('counts all others where one cannot be counted, and names that one', async () => {
  const tables = await dynalite.createTables();
  const ids = Array.from({ length: 45 }, (_, index) => `life-${index}`);
  for (const id of ids) await tables.channelSessions.put(channel(id, '2026-01-01T00:00:00.000Z'), undefined);
  const counted = new Set<string>();
  const counting = recount(everything, {
    source: { dynamoDb: dynalite.client, tables: tables.names },
    count: async (channelSIds) => {
      if (channelSIds.includes('life-7')) throw new CommandFailure('reporter failed (Unhandled)');
      for (const id of channelSIds) counted.add(id);
    },
    onProgress: () => {},
  });
  await expect(counting).rejects.toThrow(
    'reporter failed (Unhandled) on life-7: its log says why. 44 of 45 were counted',
  );
  expect([...counted].sort()).toEqual(ids.filter((id) => id !== 'life-7').sort());
});

it('does not go on where not even one of a request can be counted', async () => {
  const tables = await dynalite.createTables();
  for (let index = 0; index < 45; index++) {
    await tables.channelSessions.put(channel(`life-${index}`, '2026-01-01T00:00:00.000Z'), undefined);
  }
  let calls = 0;
  const counting = recount(everything, {
    source: { dynamoDb: dynalite.client, tables: tables.names },
    count: async () => {
      calls++;
      throw new CommandFailure('reporter failed (Unhandled)');
    },
    onProgress: () => {},
  });
  await expect(counting).rejects.toThrow('0 of 45 were counted');
  expect(calls).toBe(21);
});
