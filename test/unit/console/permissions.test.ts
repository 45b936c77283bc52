// The console calls what docs/console.md allows it, and nothing else: by key, by index, and two scans of sparse indexes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  type ConsoleTarget,
  fillWithHistory,
  startConsoleTarget,
} from '../../helpers/console/console-target';

const list = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((given) => (typeof given === 'string' ? [given] : given)),
);
const policySchema = v.object({
  Statement: v.array(v.object({ Effect: v.literal('Allow'), Action: list, Resource: list })),
});

const page = readFileSync(join(__dirname, '../../../docs/console.md'), 'utf8');
const policy = v.parse(policySchema, JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? ''));

const isAllowed = (action: string, arn: string): boolean =>
  policy.Statement.some(
    ({ Action, Resource }) =>
      Action.includes(action) &&
      Resource.some((pattern) => {
        const literal = pattern.split('*').map((part) => part.replaceAll(/[.\\^$+?()[\]{}|]/g, '\\$&'));
        return new RegExp(`^${literal.join('.*')}$`).test(arn);
      }),
  );

const inputSchema = v.object({
  TableName: v.optional(v.string()),
  IndexName: v.optional(v.string()),
  RequestItems: v.optional(v.record(v.string(), v.unknown())),
});

let target: ConsoleTarget;
const called = new Set<string>();
beforeAll(async () => {
  target = await startConsoleTarget();
  const tables = await fillWithHistory(target.dynamoDb, { seed: 3, channels: 6, users: 8, streams: 6 });
  target.dynamoDb.middlewareStack.add(
    (next, context) => (args) => {
      const { TableName, IndexName, RequestItems = {} } = v.parse(inputSchema, args.input);
      const action = `dynamodb:${String(context.commandName).replace(/Command$/, '')}`;
      for (const table of TableName === undefined ? Object.keys(RequestItems) : [TableName]) {
        const index = IndexName === undefined ? '' : `/index/${IndexName}`;
        called.add(
          `${action} arn:aws:dynamodb:eu-central-1:111122223333:table/AnyrtcNotifications-${table}${index}`,
        );
      }
      return next(args);
    },
    { step: 'initialize' },
  );
  const [{ channelSId = '', channelName = '', uid = '' } = {}] = tables.userSessions;
  for (const path of [
    '/api/live',
    `/api/channels/${channelName}`,
    ...['join', 'key'].map((sort) => `/api/sessions/${channelSId}?sort=${sort}`),
    `/api/curves/${channelSId}`,
    `/api/users/${uid}`,
  ]) {
    await target.json(path);
  }
  await target.json('/api/find', { 'X-Find': 'anything' });
});
afterAll(() => target.stop());

it('makes no other call', () => {
  expect(called.size).toBeGreaterThan(8);
  const refused = [...called].filter((call) => {
    const [action = '', arn = ''] = call.split(' ');
    return !isAllowed(action, arn);
  });
  expect(refused).toEqual([]);
});

it('scans nothing but what is live and what is active', () => {
  const scanned = [...called].filter((call) => call.startsWith('dynamodb:Scan'));
  expect(scanned.map((call) => call.split('/').slice(1).join('/')).sort()).toEqual([
    'AnyrtcNotifications-CdnStreams/index/active-streams',
    'AnyrtcNotifications-ChannelSessions/index/live-channels',
  ]);
});

it('is allowed no table whole, and no write', () => {
  expect(isAllowed('dynamodb:Scan', 'arn:aws:dynamodb:eu-central-1:1:table/AnyrtcNotifications-X')).toBe(
    false,
  );
  const actions = policy.Statement.flatMap(({ Action }) => Action);
  expect(actions.filter((action) => !/:(BatchGet|Describe|Get|List|Query|Scan)/.test(action))).toEqual([]);
});
