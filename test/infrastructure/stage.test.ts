// A stage, read from CDK context.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import { RootConstruct } from 'constructs';
import { ConfigError } from '../../lib/config';
import { readStage, type Stage } from '../../lib/stage';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stages-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (stage: string, settings: object | string) =>
  writeFileSync(
    join(folder, `${stage}.json`),
    typeof settings === 'string' ? settings : JSON.stringify(settings),
  );

const stageOf = (context: Readonly<Record<string, unknown>> = {}): Stage => {
  const { node } = new RootConstruct();
  for (const [key, value] of Object.entries(context)) node.setContext(key, value);
  return readStage(node, folder);
};

it('gives the stack its id, and only dev may be destroyed whole', () => {
  const stages = [undefined, 'dev', 'Dev', 'development', 'blue'];
  expect(
    stages.map((stage) => {
      const { stackId, terminationProtection, notifications } = stageOf({ stage });
      return [stackId, terminationProtection, notifications.removalPolicy];
    }),
  ).toEqual([
    ['AnyrtcNotifications', true, undefined],
    ['AnyrtcNotifications-dev', false, RemovalPolicy.DESTROY],
    ['AnyrtcNotifications-Dev', true, undefined],
    ['AnyrtcNotifications-development', true, undefined],
    ['AnyrtcNotifications-blue', true, undefined],
  ]);
});

it('takes its settings from the context', () => {
  expect(stageOf({ retentionDays: '45' }).notifications).toMatchObject({
    retentionDays: 45,
    openRetentionDays: 365,
  });
});

it('takes its settings from its file, where the context says nothing else', () => {
  write('blue', { retentionDays: 45, throttleRate: 3000, ignoredChannels: ['a'], schemaRegistry: false });
  expect(stageOf({ stage: 'blue', throttleRate: '7' }).notifications).toMatchObject({
    retentionDays: 45,
    throttleRate: 7,
    ignoredChannels: ['a'],
    schemaRegistry: false,
  });
  expect(stageOf({ stage: 'green' }).notifications).toEqual(stageOf().notifications);
});

it('has the file default.json where it has no name', () => {
  const before = stageOf().notifications;
  write('default', { retentionDays: 46 });
  expect(stageOf().notifications).toEqual({ ...before, retentionDays: 46 });
  rmSync(join(folder, 'default.json'));
});

it('shares that file with no stage', () => {
  expect(() => stageOf({ stage: 'default' })).toThrow('stage: got "default"; allowed is a letter');
});

it.each([
  ['a setting that nobody knows', { retentiondays: 45 }, 'retentiondays: unknown setting'],
  ['a wrong value', { retentionDays: 0 }, 'retentionDays: got 0; allowed is a whole number from 1 to 3653'],
  ['a stage', { stage: 'red' }, 'red.json: its name says which stage it is of'],
  ['a list', [], 'red.json: is no JSON object of settings'],
  ['no JSON', '{', 'red.json: is no JSON object of settings'],
])('fails for a file with %s', (_, settings, problem) => {
  write('red', settings);
  expect(() => stageOf({ stage: 'red' })).toThrow(ConfigError);
  expect(() => stageOf({ stage: 'red' })).toThrow(problem);
});

it('fails for what nobody knows', () => {
  expect(() => stageOf({ retentiondays: '45' })).toThrow(ConfigError);
  expect(() => stageOf({ removalPolicy: 'destroy' })).toThrow('removalPolicy: unknown setting');
});

it.each([
  'aws:cdk:bundling-stacks',
  '@aws-cdk/core:newStyleStackSynthesis',
  'availability-zones:account=1',
  'cli-telemetry',
])("takes no notice of context that is the CDK's own: %s", (key) => {
  expect(stageOf({ [key]: 'x' })).toEqual(stageOf());
});
