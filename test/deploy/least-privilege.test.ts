// Each function has the rights it uses and no other: it works with them, and fails without any one of them.

import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import type { StackResource } from '../helpers/engine/deployment';
import { signed } from '../helpers/engine/endpoint';
import { markLog } from '../helpers/engine/engine-log';
import { rolePolicies, takeGrantAway } from '../helpers/engine/roles';
import { postNotice } from '../helpers/engine/traffic';
import { channelNotice, joinNotice, publishRequest } from '../helpers/notices';

// What failed is hidden for 60 s before it is tried again.
let target: DeployedTarget;
beforeAll(async () => {
  target = await deployedTarget();
});
afterAll(() => target.stop());

const roleOf = (fn: StackResource): string => target.resources.roleOf(fn);

it('runs on an engine that enforces IAM', async () => {
  expect(await engineHealth(target)).toMatchObject({ auth: 'enabled' });
});

it('grants no wildcard action', async () => {
  for (const fn of target.resources.ofType('AWS::Lambda::Function')) {
    const policies = await rolePolicies(target.clients.iam, roleOf(fn));
    const actions = policies.flatMap(({ statements }) => statements.flatMap(({ Action }) => [Action].flat()));
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  }
});

const now = Date.now();
const ts = Math.floor(now / 1000);
const place = { channelName: `rights-${now}`, channelSId: `rights-${now}`, ts };
const join = (uSId: string) => joinNotice(`n-${uSId}`, 103, { ...place, uid: 12, uSId, platform: 7 });
const destroy = (channelSId: string) => channelNotice(`n-${channelSId}`, 102, { ...place, channelSId });
const push = (channel: string) =>
  publishRequest(`n-${channel}`, { channel, stream: `rtmp://a/${channel}`, time: now, uid: '12' });

/** Whether an item that has this value among its keys is in the tables. */
const isThere = async (key: string): Promise<boolean> => {
  const { channelSessions, userSessions, cdnStreams } = await target.readTables();
  return [...channelSessions, ...userSessions, ...cdnStreams].some(
    ({ channelSId, uSId, channel }) => uSId === key || (channelSId === key && !uSId) || channel === key,
  );
};

it('parks what ingest may not put on the bus, and refuses it where it may not park either', async () => {
  const ingest = roleOf(target.resources.ingestFunction());
  const key = `stay-ingest-${now}`;
  const body = Buffer.from(JSON.stringify(join(key)));
  const post = async () => (await target.post(body, signed(target.secret, body))).status;

  const allowPut = await takeGrantAway(target.clients.iam, ingest, 'events:PutEvents');
  try {
    const allowPark = await takeGrantAway(target.clients.iam, ingest, 'sqs:SendMessage');
    try {
      expect(await post()).toBe(503);
    } finally {
      await allowPark();
    }
    await target.settled();
    expect(await isThere(key)).toBe(false);
    expect(await post()).toBe(200);
  } finally {
    await allowPut();
  }
  await target.settled();
  expect(await isThere(key)).toBe(true);
});

it('keeps what a function may not do with one grant less, and does it once it may', async () => {
  const { resources, clients, deployment } = target;
  const { outputs, address } = deployment;
  const rtcSessions = resources.projectionOf(outputs.UserSessionsTable);
  const cdnStreams = resources.projectionOf(outputs.CdnStreamsTable);
  const cases = [
    { fn: rtcSessions, action: 'dynamodb:PutItem', notice: join, key: `stay-put-${now}` },
    { fn: rtcSessions, action: 'dynamodb:BatchGetItem', notice: join, key: `stay-get-${now}` },
    { fn: rtcSessions, action: 'dynamodb:Query', notice: destroy, key: `life-query-${now}` },
    { fn: cdnStreams, action: 'dynamodb:PutItem', notice: push, key: `push-put-${now}` },
    { fn: cdnStreams, action: 'dynamodb:BatchGetItem', notice: push, key: `push-get-${now}` },
  ];
  for (const { fn, action, notice, key } of cases) {
    const giveBack = await takeGrantAway(clients.iam, roleOf(fn), action);
    try {
      const log = markLog(address);
      await postNotice(target, notice(key));
      await log.textThat(refusalOf(fn));
    } finally {
      await giveBack();
    }
  }

  const republish = resources.republishFunction();
  const parked = `stay-republish-${now}`;
  const allowIngest = await takeGrantAway(
    clients.iam,
    roleOf(resources.ingestFunction()),
    'events:PutEvents',
  );
  try {
    const allowRepublish = await takeGrantAway(clients.iam, roleOf(republish), 'events:PutEvents');
    try {
      const log = markLog(address);
      await postNotice(target, join(parked));
      await log.textThat(refusalOf(republish));
      expect(await isThere(parked)).toBe(false);
    } finally {
      await allowRepublish();
    }
  } finally {
    await allowIngest();
  }

  // 60 s of invisibility each, all at the same time.
  await target.settled();
  for (const { key } of cases) expect([key, await isThere(key)]).toEqual([key, true]);
  expect(await isThere(parked)).toBe(true);
  expect(await target.deadLetters()).toBe(0);
});

/** What the log says when a function hands a message back because it may not do something. */
const refusalOf = (fn: StackResource): RegExp =>
  new RegExp(`Lambda ${fn.physicalId} processed [^\\n]*partial failures[^]*AccessDenied`);

const engineHealth = ({ deployment: { address } }: DeployedTarget): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const ca = readFileSync(address.certificate);
    const options = { host: '127.0.0.1', port: address.port, path: '/_ministack/health', ca, agent: false };
    const sent = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => resolve(JSON.parse(text)));
    });
    sent.once('error', reject);
    sent.end();
  });
