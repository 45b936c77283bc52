// The archive, replayed into empty tables, gives the same tables.
import { DescribeArchiveCommand } from '@aws-sdk/client-eventbridge';
import { replayArchive } from '../helpers/engine/archive';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { declaredArchive } from '../helpers/engine/deployment';
import { filledAndEmptied, tablesToCompare } from './replayed';

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
  const { tables, ...bounds } = await filledAndEmptied(target, {
    seed: 20,
    channels: 4,
    users: 6,
    streams: 4,
  });
  await replayArchive(clients.eventBridge, deployment.outputs.EventBusName, deployment.archive, bounds);
  expect(await tablesToCompare(target)).toEqual(tables);
  expect(await target.deadLetters()).toBe(0);
});
