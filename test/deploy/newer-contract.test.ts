// What the contract did not know when it came is in the tables after an upgrade and a replay of the archive.
import { setTimeout as sleep } from 'node:timers/promises';
import { replayArchive } from '../helpers/engine/archive';
import { deploy, deployAsAtFirst } from '../helpers/engine/cdk';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { copyWithoutType } from '../helpers/engine/older-contract';
import { postNotice } from '../helpers/engine/traffic';
import { joinNotice, roleNotice } from '../helpers/notices';

/** Client role change to audience. */
const NEW_TYPE = 112;

let target: DeployedTarget;
beforeAll(async () => {
  target = await deployedTarget();
});
afterAll(async () => {
  await deployAsAtFirst(target.deployment);
  await target.stop();
});

it('a role change that nobody could read becomes the role', async () => {
  const { clients, deployment } = target;
  const { assembly, stack, outputs, archive } = deployment;
  const older = `${assembly.deployable}.older`;
  // The endpoint, the function of the parking queue, and both projections.
  expect(await copyWithoutType(assembly.deployable, older, NEW_TYPE)).toBeGreaterThanOrEqual(4);
  await deploy(deployment, older, stack);

  // The engine archives by whole seconds of receipt: begin in one of our own.
  await sleep(1_100);
  const from = new Date(Math.floor(Date.now() / 1000) * 1000);
  const ts = Math.floor(Date.now() / 1000) - 60;
  const stay = { channelName: `newer-${ts}`, channelSId: `newer-${ts}`, uid: 5, uSId: `newer-${ts}` };
  await postNotice(target, joinNotice(`newer-join-${ts}`, 103, { ...stay, ts, platform: 7 }));
  await postNotice(target, roleNotice(`newer-role-${ts}`, NEW_TYPE, { ...stay, ts: ts + 10 }));
  // As a sender that writes all numbers as strings would: the rule finds it, too.
  const asText = roleNotice(`newer-text-${ts}`, NEW_TYPE, { ...stay, ts: ts + 20 });
  await postNotice(target, { ...asText, productId: '1', eventType: String(NEW_TYPE) });
  // What no contract will know, too.
  await postNotice(target, { ...asText, noticeId: `newer-none-${ts}`, eventType: 199 });
  await target.settled();
  const ofStay = async () => {
    const { userSessions } = await target.readTables();
    return userSessions.find(({ uSId }) => uSId === stay.uSId);
  };
  expect(await ofStay()).toMatchObject({ role: 'broadcaster', lastEventAt: isoTime(ts) });
  const to = new Date();

  await deployAsAtFirst(deployment);
  await sleep(1_100);
  await replayArchive(clients.eventBridge, outputs.EventBusName, archive, { from, to });
  await target.settled();
  expect(await ofStay()).toMatchObject({ role: 'audience', lastEventAt: isoTime(ts + 20) });
  expect(await target.deadLetters()).toBe(0);
});

const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString();
