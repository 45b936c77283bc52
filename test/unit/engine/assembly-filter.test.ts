// The filter of the deploy tests takes out what the engine does not know, what refers to it, and nothing else.
import { filterTemplate } from '../../helpers/engine/assembly-filter';

const at = (path: string) => ({ 'aws:cdk:path': `Stack/${path}/Resource` });
const plainAlarm = { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } };
const mathsAlarm = {
  Type: 'AWS::CloudWatch::Alarm',
  Properties: { Metrics: [{ Id: 'rate', Expression: 'a / b' }] },
  Metadata: at('Monitoring/Rate'),
};

it('leaves a template as it is that the engine knows all of', () => {
  const template = {
    Parameters: { P: { Type: 'String' } },
    Resources: { Bus: { Type: 'AWS::Events::EventBus', DependsOn: ['Alarm'] }, Alarm: plainAlarm },
    Outputs: { Name: { Value: { Ref: 'Bus' } } },
  };
  expect(filterTemplate(template)).toEqual({ template, removals: [] });
});

it('takes out archives, schema registries and alarms on metric maths, by their path', () => {
  const archive = {
    Type: 'AWS::Events::Archive',
    Properties: { RetentionDays: 30 },
    Metadata: at('Bus/Archive'),
  };
  const registry = { Type: 'AWS::EventSchemas::Registry' };
  const { template, removals } = filterTemplate({
    Resources: { Archive: archive, Registry: registry, Rate: mathsAlarm, Alarm: plainAlarm },
  });
  expect(template.Resources).toEqual({ Alarm: plainAlarm });
  expect(removals).toEqual([
    { kind: 'resource', name: 'Bus/Archive', type: 'AWS::Events::Archive', resource: archive },
    { kind: 'resource', name: 'Registry', type: 'AWS::EventSchemas::Registry', resource: registry },
    { kind: 'resource', name: 'Monitoring/Rate', type: 'AWS::CloudWatch::Alarm', resource: mathsAlarm },
  ]);
});

it.each([
  ['Ref', { Ref: 'Archive' }],
  ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Archive', 'Arn'] }],
  ['Fn::GetAtt as a string', { 'Fn::GetAtt': 'Archive.Arn' }],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholder
  ['Fn::Sub', { 'Fn::Sub': 'arn of ${Archive.Arn}' }],
  ['Fn::Join', { 'Fn::Join': ['', ['a', { Ref: 'Archive' }]] }],
])('takes out, and tells, what refers to it by %s', (_, reference) => {
  const { template, removals } = filterTemplate({
    Resources: {
      Archive: { Type: 'AWS::Events::Archive' },
      Policy: { Type: 'AWS::IAM::Policy', Properties: { Resource: reference } },
      OfPolicy: { Type: 'AWS::X', Properties: { Value: { Ref: 'Policy' } } },
      Kept: { Type: 'AWS::X', Properties: { Text: 'Archive' } },
    },
    Outputs: { Gone: { Value: reference }, Kept: { Value: { Ref: 'Kept' } } },
  });
  expect(Object.keys(template.Resources)).toEqual(['Kept']);
  expect(Object.keys(template.Outputs ?? {})).toEqual(['Kept']);
  expect(removals.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'resource Archive',
    'resource Policy',
    'resource OfPolicy',
    'output Gone',
  ]);
});

it.each([
  ['the only one', 'Archive', undefined],
  ['one of two', ['Archive', 'Kept'], ['Kept']],
])('takes out a dependency: %s', (_, DependsOn, left) => {
  const { template, removals } = filterTemplate({
    Resources: {
      Archive: { Type: 'AWS::Events::Archive' },
      Kept: { Type: 'AWS::X' },
      Rule: { Type: 'AWS::Events::Rule', DependsOn },
    },
  });
  expect(template.Resources.Rule).toEqual({ Type: 'AWS::Events::Rule', ...(left && { DependsOn: left }) });
  expect(removals.filter(({ kind }) => kind === 'dependency')).toEqual([
    { kind: 'dependency', name: 'Rule → Archive', type: 'AWS::Events::Archive' },
  ]);
});
