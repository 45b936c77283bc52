// A deployment that cannot work says why before anything is created.
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { bootstrap, type CdkPlace, cdk, deploy } from '../helpers/engine/cdk';
import { engineClients } from '../helpers/engine/clients';
import { CommandError } from '../helpers/engine/command';
import { currentDeployment, documentedOutputs } from '../helpers/engine/deployment';
import { engineEndpoint } from '../helpers/engine/endpoint';
import { type EngineAddress, startEngine } from '../helpers/engine/engine';

const deployment = currentDeployment();
const { app, folder, address, stack, assembly, python } = deployment;

const stacksOn = async (engine: EngineAddress): Promise<string[]> => {
  const clients = engineClients(engine);
  try {
    const { Stacks: stacks = [] } = await clients.cloudFormation.send(new DescribeStacksCommand({}));
    return stacks.map(({ StackName: name = '', StackStatus: status = '' }) => `${name} ${status}`).sort();
  } finally {
    clients.close();
  }
};

/** What a command said that failed. */
const failure = async (command: Promise<unknown>): Promise<string> => {
  try {
    await command;
  } catch (error) {
    if (error instanceof CommandError) return error.output;
    throw error;
  }
  throw new Error('the command succeeded');
};

it('without bootstrap: says so and creates nothing; after it, the endpoint waits for its secret', async () => {
  const own = await mkdtemp(join(folder, 'bare-engine-'));
  const engine = await startEngine(python, own);
  try {
    const place: CdkPlace = { app, folder: own, address: engine.address };
    expect(await failure(deploy(place, assembly.deployable, stack))).toMatch(/cdk bootstrap/);
    expect(await stacksOn(engine.address)).toEqual([]);

    await bootstrap(place);
    const outputs = documentedOutputs(await deploy(place, assembly.deployable, stack));
    const endpoint = engineEndpoint(engine.address, outputs.NotificationsUrl);
    const { status, body } = await endpoint.send(outputs.NotificationsUrl, '{"noticeId":"n"}');
    endpoint.close();
    expect([status, JSON.parse(body)]).toEqual([200, { status: 'kept' }]);
  } finally {
    await engine.stop();
  }
});

const place: CdkPlace = { app, folder, address };
const deployWith = (key: string, value: string) =>
  failure(
    cdk(place, [
      'deploy',
      '--all',
      '--require-approval',
      'never',
      '--output',
      join(folder, 'cdk.out.wrong'),
      '-c',
      `${key}=${value}`,
    ]),
  );

const wrong: readonly (readonly [what: string, key: string, value: string])[] = [
  ['an unknown context key', 'retentionDayz', '30'],
  ['a stage name that AWS would refuse', 'stage', 'no_such stage!'],
  ['a stage name that is too long', 'stage', 'x'.repeat(200)],
  ['a number that is none', 'retentionDays', 'many'],
  ['a retention of the logs that AWS does not know', 'logRetentionDays', '31'],
];

it.each(wrong)('%s: says which and what it got, and creates nothing', async (_what, key, value) => {
  const before = await stacksOn(address);
  const message = await deployWith(key, value);
  expect(message).toContain(key);
  if (key !== 'retentionDayz') expect(message).toContain(value);
  expect(await stacksOn(address)).toEqual(before);
});
