// A stage, read from CDK context.
import { RemovalPolicy } from 'aws-cdk-lib';
import { RootConstruct } from 'constructs';
import { ConfigError } from '../../lib/config';
import { readStage, type Stage } from '../../lib/stage';

const stageOf = (context: Readonly<Record<string, unknown>> = {}): Stage => {
  const { node } = new RootConstruct();
  for (const [key, value] of Object.entries(context)) node.setContext(key, value);
  return readStage(node);
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
