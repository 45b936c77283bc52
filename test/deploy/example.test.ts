// The example consumer, deployed beside the bundle as its README says: an event of the bus becomes an announcement.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { sentAtMs } from '../../lib/simulator/delivery';
import { cdk, deploy, destroy } from '../helpers/engine/cdk';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { postNotice } from '../helpers/engine/traffic';
import { waitFor } from '../helpers/engine/wait';
import { joinNotice } from '../helpers/notices';

const STACK = 'BroadcasterJoined';

let target: DeployedTarget;
let assembly: string;
let queueUrl: string;

beforeAll(async () => {
  target = await deployedTarget();
  const { folder, outputs } = target.deployment;
  assembly = join(folder, 'example.out');
  const example = ['--app', 'npx tsx examples/broadcaster-joined/app.ts'];
  const bus = ['-c', `eventBusName=${outputs.EventBusName}`];
  await cdk(target.deployment, ['synth', '--quiet', ...example, ...bus, '--output', assembly]);
  queueUrl = (await deploy(target.deployment, assembly, STACK)).AnnouncementsUrl ?? '';
});
afterAll(async () => {
  await destroy(target.deployment, assembly, STACK);
  await target.stop();
});

it('announces a broadcaster who joined, once, and nobody else', async () => {
  const ts = Math.floor(Date.now() / 1000);
  const room = { channelName: `stage-${ts}`, channelSId: `stage-life-${ts}`, ts, platform: 7 };
  const broadcaster = joinNotice(`example-${ts}`, 103, { ...room, uid: 4711, uSId: `star-${ts}` });
  const announcements: unknown[] = [];
  const receive = async (): Promise<void> => {
    const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await target.clients.sqs.send(command);
    for (const { Body = '', ReceiptHandle } of Messages) {
      announcements.push(JSON.parse(Body));
      // A FIFO queue gives no other message of the group while this one is there.
      await target.clients.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  };

  await postNotice(target, joinNotice(`audience-${ts}`, 105, { ...room, uid: 4712, uSId: `fan-${ts}` }));
  await postNotice(target, broadcaster);
  await postNotice(target, { ...broadcaster, notifyMs: sentAtMs(broadcaster) + 10_000 });
  await waitFor('an announcement', async () => {
    await receive();
    return announcements.length > 0 ? true : undefined;
  });
  // Time for what should not come.
  await target.settled();
  await sleep(2_000);
  await receive();
  expect(announcements).toEqual([
    { channelName: room.channelName, uid: 4711, since: expect.stringMatching(/^\d{4}-.+Z$/) },
  ]);
});
