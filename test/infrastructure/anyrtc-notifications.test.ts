// The construct in somebody else's stack.
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AnyrtcNotifications } from '../../lib/anyrtc-notifications';
import { tableNames } from '../../lib/tables';
import { environmentOf, newApp, ReadableTemplate, readable } from '../helpers/synthesized';

const stack = new Stack(newApp(), 'OwnApp');
const live = new AnyrtcNotifications(stack, 'Live', { retentionDays: 45 });
const trial = new AnyrtcNotifications(stack, 'Trial', { removalPolicy: RemovalPolicy.DESTROY });

const role = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
live.tables.UserSessions.grantReadData(role);
live.signingSecret.grantRead(role);
new Rule(stack, 'Everything', {
  eventBus: live.bus,
  eventPattern: { source: ['anyrtc.rtc'] },
  targets: [new SnsTopic(live.alarmTopic)],
});
const template = new ReadableTemplate(Template.fromStack(stack));
const readableOf = (type: string): unknown[] =>
  template.ofType(type).map(([, { Properties }]) => readable(Properties));

it('fits into a stack twice, each with everything of its own', () => {
  const single = new ReadableTemplate(
    Template.fromStack(new AnyrtcNotifications(new Stack(newApp(), 'Single'), 'Only').bus.stack),
  );
  for (const type of single.types()) {
    const own = ['AWS::IAM::Role', 'AWS::Events::Rule', 'AWS::IAM::Policy'].includes(type) ? 1 : 0;
    expect([type, template.ofType(type).length]).toEqual([type, 2 * single.ofType(type).length + own]);
  }
});

it('keeps the metrics of two in a stack apart', () => {
  const namespaces = template
    .ofType('AWS::Lambda::Function')
    .map(([, { Properties }]) => environmentOf(Properties).POWERTOOLS_METRICS_NAMESPACE);
  expect(new Set(namespaces)).toEqual(new Set(['OwnApp/Live', 'OwnApp/Trial']));
  const watched = JSON.stringify(template.ofType('AWS::CloudWatch::Alarm'));
  expect(watched).toContain('"OwnApp/Live"');
  expect(watched).not.toContain('"OwnApp"');
});

it('gives what an app needs to go on from: bus, tables, secret, topic, address, archive and dashboard', () => {
  expect(readableOf('AWS::Events::Rule')).toContainEqual({
    EventBusName: '{LiveNotificationsBus}',
    EventPattern: { source: ['anyrtc.rtc'] },
    State: 'ENABLED',
    Targets: [{ Arn: '{LiveAlarmsTopic}', Id: 'Target0' }],
  });
  const policies = JSON.stringify(readableOf('AWS::IAM::Policy'));
  expect(policies).toContain('"dynamodb:Scan"');
  expect(policies).toContain('{LiveTablesUserSessions.Arn}');
  expect(policies).toContain('{LiveEndpointSigningSecret.Id}');
  expect(readable(stack.resolve(live.url))).toBe('{LiveEndpointApi.ApiEndpoint}/notifications');
  expect(Object.keys(live.tables)).toEqual(tableNames);
  expect([live.archive, trial.dashboard].map(({ node }) => node.path)).toEqual([
    'OwnApp/Live/Notifications/Archive',
    'OwnApp/Trial/Monitoring/Dashboard',
  ]);
});

it('takes its settings as props', () => {
  const retention = (name: string): unknown =>
    template
      .ofType('AWS::Lambda::Function')
      .filter(([logicalId]) => logicalId.startsWith(`${name}RtcSessions`))
      .map(([, { Properties }]) => environmentOf(Properties).RETENTION_DAYS);
  expect([retention('Live'), retention('Trial')]).toEqual([['45'], ['90']]);
  const policies = template.ofType('AWS::DynamoDB::Table').map(([, table]) => table.DeletionPolicy);
  expect(new Set(policies)).toEqual(new Set(['RetainExceptOnCreate', 'Delete']));
});

it('fails for a wrong prop, with its name, the value and what is allowed', () => {
  const make = () => new AnyrtcNotifications(new Stack(newApp()), 'Wrong', { retentionDays: 0 });
  expect(make).toThrow('retentionDays: got 0; allowed is a whole number from 1 to 3653');
});
