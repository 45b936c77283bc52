// The channel reports' function has the rights it uses and no other: each is used, and without any one of them it fails.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { denyActions, rolePolicies } from '../helpers/engine/roles';
import { postAll } from '../helpers/engine/traffic';
import { waitFor } from '../helpers/engine/wait';
import { channelNotice, joinNotice, publishStream } from '../helpers/notices';

const now = Math.floor(Date.now() / 1000);

let target: DeployedTarget;
let functionName: string;
let role: string;
beforeAll(async () => {
  target = await deployedTarget();
  const reporter = target.resources.reportsFunction();
  functionName = reporter.physicalId;
  role = target.resources.roleOf(reporter);
});
afterAll(() => target.stop());

/** What calling the function fails with; empty where it works. */
const failureOf = async (event: object): Promise<string> => {
  const { FunctionError: error, Payload: payload } = await target.clients.lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  return error === undefined ? '' : Buffer.from(payload ?? []).toString();
};

/**
 * Two lives of a name, where an end has to be inferred of everything: of the first life, whose destroy is lost, of the
 * stay in it, and of the push, once the second life is over. Gives the request that counts them.
 */
const somethingOfEverything = async (name: string): Promise<{ channelSIds: string[] }> => {
  const first = { channelName: name, channelSId: `${name}-1` };
  const second = { channelName: name, channelSId: `${name}-2` };
  await postAll(target, [
    channelNotice(`${name}-a`, 101, { ...first, ts: now - 900 }),
    joinNotice(`${name}-b`, 103, { ...first, ts: now - 800, uid: 1, uSId: `${name}-u`, platform: 7 }),
    publishStream(`${name}-c`, {
      channel: name,
      stream: `rtmp://push.example.com/live/${name}`,
      time: (now - 500) * 1000,
      code: 200,
      reason: '',
    }),
    channelNotice(`${name}-d`, 101, { ...second, ts: now - 600 }),
    channelNotice(`${name}-e`, 102, { ...second, ts: now - 450 }),
  ]);
  await target.settled();
  return { channelSIds: [second.channelSId, first.channelSId] };
};

/** The schedule's event at a full hour, when it also looks at all that is live. */
const fullHour = { 'detail-type': 'Scheduled Event', time: '2026-01-01T00:00:00Z' };

const tableArns = (): Record<'channels' | 'users' | 'pushes' | 'reports', string> => {
  const { outputs } = target.deployment;
  const arnOf = (name: string): string => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
  return {
    channels: arnOf(outputs.ChannelSessionsTable),
    users: arnOf(outputs.UserSessionsTable),
    pushes: arnOf(outputs.CdnStreamsTable),
    reports: arnOf(outputs.ChannelReportsTable),
  };
};

/** What the function itself calls, whenever it counts. */
const usedByCounting = (): [action: string, resource: string][] => {
  const { channels, users, pushes, reports } = tableArns();
  return [
    ['dynamodb:BatchGetItem', reports],
    ['dynamodb:BatchGetItem', channels],
    ['dynamodb:BatchGetItem', users],
    ['dynamodb:Query', users],
    ['dynamodb:Query', pushes],
    ['dynamodb:Query', `${channels}/index/sessions-by-channel`],
    ['dynamodb:Query', `${channels}/index/live-channels`],
    ['dynamodb:PutItem', channels],
    ['dynamodb:PutItem', users],
    ['dynamodb:PutItem', pushes],
    ['dynamodb:PutItem', reports],
  ];
};

const usedByTheSchedule = (): [action: string, resource: string][] => {
  const { channels, reports } = tableArns();
  return [
    ['dynamodb:Scan', `${channels}/index/live-channels`],
    ['dynamodb:Scan', `${reports}/index/due-checks`],
  ];
};

/** What no call shows: a second writer has to come in between, or Lambda acts in the function's name. */
const usedOtherwise = (action: string, resource: string): boolean =>
  (action === 'dynamodb:BatchGetItem' && resource === tableArns().pushes) ||
  action === 'sqs:SendMessage' ||
  action.startsWith('logs:') ||
  resource.includes('/stream/');

it('is granted nothing that it does not use', async () => {
  const granted = (await rolePolicies(target.clients.iam, role)).flatMap(({ statements }) =>
    statements.flatMap(({ Action, Resource }) =>
      [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((resource) => [action, String(resource)] as const)),
    ),
  );
  const told = [...usedByCounting(), ...usedByTheSchedule(), ['events:PutEvents', busArn()] as const];
  const byName = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map((pair) => pair.join(' ')).sort();
  expect(byName(granted.filter(([action, resource]) => !usedOtherwise(action, resource)))).toEqual(
    byName(told),
  );
});

const busArn = (): string =>
  `arn:aws:events:us-east-1:000000000000:event-bus/${target.deployment.outputs.EventBusName}`;

const reportOf = async (channelSId: string) => {
  const { Item: item } = await target.clients.dynamoDb.send(
    new GetItemCommand({
      TableName: target.deployment.outputs.ChannelReportsTable,
      Key: { channelSId: { S: channelSId } },
      ConsistentRead: true,
    }),
  );
  return item && unmarshall(item);
};

it('fails without any one of its rights, and has lost nothing once it has it again', async () => {
  const { iam } = target.clients;
  const deny = (action: string, resource: string) => denyActions(iam, role, [action], resource);
  // A report is told a minute after its life was settled: until then, nothing is to be told.
  const allowTelling = await deny('events:PutEvents', busArn());
  try {
    for (const [index, [action, resource]] of usedByCounting().entries()) {
      const allow = await deny(action, resource);
      try {
        const request = await somethingOfEverything(`rights-${now}-${index}`);
        expect([action, resource, await failureOf(request)]).toEqual([action, resource, denied(action)]);
      } finally {
        await allow();
      }
    }
    for (const [action, resource] of usedByTheSchedule()) {
      const allow = await deny(action, resource);
      try {
        expect([action, resource, await failureOf(fullHour)]).toEqual([action, resource, denied(action)]);
      } finally {
        await allow();
      }
    }
    await waitFor(
      'a report that may not be told',
      async () => ((await failureOf(fullHour)).includes('events:PutEvents') ? true : undefined),
      { timeoutMs: 100_000, intervalMs: 2_000 },
    );
  } finally {
    await allowTelling();
  }

  for (const index of usedByCounting().keys()) {
    const name = `rights-${now}-${index}`;
    expect(await failureOf({ channelSIds: [`${name}-2`, `${name}-1`] })).toBe('');
    expect(await reportOf(`${name}-1`)).toMatchObject({
      endReason: 'superseded',
      leavesByReason: { 'channel superseded': 1 },
    });
  }
  const { cdnStreams } = await target.readTables();
  const pushes = cdnStreams.filter(({ channel }) => String(channel).startsWith(`rights-${now}-`));
  expect(pushes.map(({ statusEvent }) => statusEvent)).toEqual(usedByCounting().map(() => 'channel ended'));
}, 600_000);

const denied = (action: string) => expect.stringContaining(`not authorized to perform: ${action}`);
