// The archive, replayed into empty tables, gives the same tables.

import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeArchiveCommand } from '@aws-sdk/client-eventbridge';
import { replayArchive } from '../helpers/engine/archive';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { declaredArchive } from '../helpers/engine/deployment';
import { emptyTables } from '../helpers/engine/tables';
import { deliverHistory } from '../helpers/engine/traffic';
import type { Item } from '../helpers/oracle';
import type { Tables } from '../helpers/target';

let target: DeployedTarget;
beforeAll(async () => {
  target = await deployedTarget();
});
afterAll(() => target.stop());

it('has an archive with the settings of the template', async () => {
  const { archive, assembly } = target.deployment;
  const declared = declaredArchive(assembly.removals);
  const described = await target.clients.eventBridge.send(
    new DescribeArchiveCommand({ ArchiveName: archive }),
  );
  expect(described).toMatchObject({ RetentionDays: declared.retentionDays, State: 'ENABLED' });
  expect(JSON.parse(described.EventPattern ?? '')).toEqual(JSON.parse(declared.eventPattern));
  expect(declared.retentionDays).toBeGreaterThan(0);
});

it('gives the same tables when it is replayed into empty ones', async () => {
  const { clients, deployment } = target;
  await target.settled();
  await emptyTables(clients.dynamoDb, deployment.outputs);
  // The engine archives by whole seconds of receipt: begin in one of our own.
  await sleep(1100);
  const from = new Date();
  await deliverHistory(target, { seed: 20, channels: 4, users: 6, streams: 4 });
  await target.settled();
  const to = new Date();
  const before = comparable(await target.readTables());
  expect(before.channelSessions.length).toBeGreaterThan(0);
  expect(before.userSessions.length).toBeGreaterThan(0);
  expect(before.cdnStreams.length).toBeGreaterThan(0);

  await emptyTables(clients.dynamoDb, deployment.outputs);
  expect(await target.readTables()).toEqual({ channelSessions: [], userSessions: [], cdnStreams: [] });

  await sleep(1100);
  const bounds = { from: new Date(Math.floor(from.getTime() / 1000) * 1000), to };
  await replayArchive(clients.eventBridge, deployment.outputs.EventBusName, deployment.archive, bounds);
  await target.settled();
  expect(comparable(await target.readTables())).toEqual(before);
  expect(await target.deadLetters()).toBe(0);
});

/** Sorted, and without the counters of writes. */
const comparable = (tables: Tables): Tables => ({
  channelSessions: sorted(tables.channelSessions),
  userSessions: sorted(tables.userSessions),
  cdnStreams: sorted(tables.cdnStreams),
});

const sorted = (items: readonly Item[]): Item[] =>
  items
    .map(({ revision: _revision, facts: _facts, ...rest }) => rest)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

const keyOf = ({ channelSId, uSId, channel, stream }: Item): string =>
  JSON.stringify([channelSId, uSId, channel, stream]);
