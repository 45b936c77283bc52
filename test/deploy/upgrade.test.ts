// Deploying again with another configuration keeps tables, bus, secret and address, by identity and by contents.
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { deploy, deployAsAtFirst, synthesize } from '../helpers/engine/cdk';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { documentedOutputs, stackResources } from '../helpers/engine/deployment';
import { deliverHistory, postNotice } from '../helpers/engine/traffic';
import { leaveNotice } from '../helpers/notices';

const DAY_SECONDS = 86_400;

let target: DeployedTarget;
beforeAll(async () => {
  target = await deployedTarget();
});
afterAll(async () => {
  await deployAsAtFirst(target.deployment);
  await target.stop();
});

it('keeps everything that holds data or that others point at', async () => {
  const { outputs, stack } = target.deployment;
  await deliverHistory(target, { seed: 7, channels: 2, users: 4, streams: 2 });
  await target.settled();
  const before = { tables: byKey(await target.readTables()), state: await state(target) };

  const changed = await synthesize(target.deployment, 'cdk.out.upgrade', {
    retentionDays: 45,
    logRetentionDays: 14,
  });
  const outputsAfter = documentedOutputs(await deploy(target.deployment, changed.deployable, stack));

  expect(outputsAfter).toEqual(outputs);
  expect(await state(target)).toEqual(before.state);
  expect(byKey(await target.readTables())).toEqual(before.tables);
  const kept = [
    'AWS::DynamoDB::Table',
    'AWS::DynamoDB::GlobalTable',
    'AWS::Events::EventBus',
    'AWS::SecretsManager::Secret',
    'AWS::ApiGatewayV2::Api',
    'AWS::SQS::Queue',
  ];
  const resourcesAfter = await stackResources(target.clients, changed.original, stack);
  for (const type of kept) {
    expect(resourcesAfter.ofType(type).map(identity)).toEqual(target.resources.ofType(type).map(identity));
  }
  expect(kept.flatMap((type) => target.resources.ofType(type)).length).toBeGreaterThanOrEqual(8);
});

it('works on with the new configuration, with the secret that was set before', async () => {
  const ts = Math.floor(Date.now() / 1000);
  const stay = { channelName: 'upgraded', channelSId: `upgraded-${ts}`, uid: 5, uSId: `stay-${ts}` };
  await postNotice(target, leaveNotice(`up-${ts}`, 104, { ...stay, ts, platform: 7, reason: 1 }));
  await target.settled();
  const { userSessions } = await target.readTables();
  const item = userSessions.find(({ uSId }) => uSId === stay.uSId);
  expect(item).toMatchObject({ status: 'left', expiresAt: ts + 45 * DAY_SECONDS });
});

/**
 * What shows that a thing is still the same thing: its birth and, of the secret, its value. (The engine makes
 * most physical names from stack and logical id, so that a replacement would get the same name.)
 */
const state = async ({ clients, deployment: { outputs } }: DeployedTarget) => {
  const tables = [outputs.ChannelSessionsTable, outputs.UserSessionsTable, outputs.CdnStreamsTable];
  const descriptions = await Promise.all(
    tables.map((table) => clients.dynamoDb.send(new DescribeTableCommand({ TableName: table }))),
  );
  const secret = await clients.secretsManager.send(
    new GetSecretValueCommand({ SecretId: outputs.SigningSecretArn }),
  );
  const bus = await clients.eventBridge.send(new DescribeEventBusCommand({ Name: outputs.EventBusName }));
  return {
    bus: { arn: bus.Arn, created: bus.CreationTime },
    tables: descriptions.map(({ Table: table }) => ({
      arn: table?.TableArn,
      created: table?.CreationDateTime,
      keys: table?.KeySchema,
      indexes: table?.GlobalSecondaryIndexes?.map(({ IndexName: name, KeySchema: keys }) => ({ name, keys })),
    })),
    secret: { arn: secret.ARN, version: secret.VersionId, value: secret.SecretString },
  };
};

const identity = ({ logicalId, physicalId }: { logicalId: string; physicalId: string }) => ({
  logicalId,
  physicalId,
});

const byKey = (tables: Awaited<ReturnType<DeployedTarget['readTables']>>) =>
  Object.fromEntries(
    Object.entries(tables).map(([name, items]) => [
      name,
      items.map((item: object) => JSON.stringify(Object.entries(item).sort())).sort(),
    ]),
  );
