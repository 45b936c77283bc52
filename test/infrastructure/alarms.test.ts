// What each alarm watches, and when it goes off.
import { nameOf, readable, synthesize } from '../helpers/synthesized';

interface AlarmProperties {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly Metrics?: readonly {
    readonly Expression?: string;
    readonly MetricStat?: {
      readonly Metric: AlarmProperties;
      readonly Period: number;
      readonly Stat: string;
    };
  }[];
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly TreatMissingData: string;
  readonly AlarmActions: readonly string[];
  readonly OKActions: readonly string[];
}

const signs: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
};

const dimensionsOf = ({ Dimensions = [] }: AlarmProperties): string =>
  Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(' ');

/** An alarm in one line: metric, statistic, period, condition, number of periods, what missing data counts as. */
const inWords = (alarm: AlarmProperties): string => {
  const { Namespace, MetricName, ExtendedStatistic, Period, Metrics = [] } = alarm;
  const { Statistic = ExtendedStatistic } = alarm;
  const metric =
    Metrics.length === 0
      ? `${Statistic} of ${Namespace} ${MetricName} ${dimensionsOf(alarm)} in ${Period} s`
      : Metrics.map(({ Expression, MetricStat }) =>
          MetricStat === undefined
            ? Expression
            : `${MetricStat.Stat} of ${MetricStat.Metric.Namespace} ${MetricStat.Metric.MetricName} ${dimensionsOf(MetricStat.Metric)} in ${MetricStat.Period} s`,
        ).join(', ');
  const condition = `${signs[alarm.ComparisonOperator]} ${alarm.Threshold}`;
  return `${metric} ${condition}, ${alarm.EvaluationPeriods} ×, missing is ${alarm.TreatMissingData}`;
};

const alarmsOf = (template: ReturnType<typeof synthesize>): Record<string, string> =>
  Object.fromEntries(
    template.ofType('AWS::CloudWatch::Alarm').map(([logicalId, { Properties }]) => {
      const alarm = readable(Properties) as AlarmProperties;
      expect([alarm.AlarmActions, alarm.OKActions]).toEqual([['{AlarmsTopic}'], ['{AlarmsTopic}']]);
      return [nameOf(logicalId).replace(/^Alarms/, ''), inWords(alarm)];
    }),
  );

const OURS = 'AnyrtcNotifications';
const ONCE = '≥ 1, 1 ×, missing is notBreaching';

const ofFunction = (name: string, id: string) => ({
  [`${name}Errors`]: `Sum of AWS/Lambda Errors FunctionName={${id}} in 300 s ${ONCE}`,
  [`${name}Throttles`]: `Sum of AWS/Lambda Throttles FunctionName={${id}} in 300 s ${ONCE}`,
});
const ofProjection = (name: string) => ({
  ...ofFunction(name, `${name}ProjectorFunction`),
  [`${name}DeadLetters`]: `Maximum of AWS/SQS ApproximateNumberOfMessagesVisible QueueName={${name}DeadLetterQueue.QueueName} in 60 s ${ONCE}`,
  [`${name}Undelivered`]: `Sum of AWS/Events InvocationsFailedToBeSentToDlq EventBusName={NotificationsBus} RuleName={part 2 of {"Fn::Split":["/","{${name}Rule.Arn}"]}} in 300 s ${ONCE}`,
  [`${name}OldestMessage`]: `Maximum of AWS/SQS ApproximateAgeOfOldestMessage QueueName={${name}Queue.QueueName} in 60 s ≥ 300, 3 ×, missing is notBreaching`,
});
const ofTable = (name: string) => ({
  [`${name}ReadThrottleEvents`]: `FILL(throttled, 0), Sum of AWS/DynamoDB ReadThrottleEvents TableName={Tables${name}} in 300 s ≥ 1, 2 ×, missing is notBreaching`,
  [`${name}WriteThrottles`]: `FILL(throttled, 0), Sum of AWS/DynamoDB ThrottledRequests Operation=PutItem TableName={Tables${name}} in 300 s ≥ 1, 2 ×, missing is notBreaching`,
});
const accepted = (periodSeconds: number): string =>
  ['rtc', 'cdn', 'recording', 'unrecognized']
    .map((category) => `Sum of ${OURS} Accepted source=anyrtc.${category} in ${periodSeconds} s`)
    .join(', ');
const SUM = 'FILL(m0, 0) + FILL(m1, 0) + FILL(m2, 0) + FILL(m3, 0)';

const always = {
  ...ofFunction('Ingest', 'EndpointIngestFunction'),
  ...ofFunction('Republish', 'ParkingRepublishFunction'),
  ...ofProjection('RtcSessions'),
  ...ofProjection('CdnStreams'),
  ...ofFunction('ChannelReports', 'ReportsReporterFunction'),
  FailedCounts: `Maximum of AWS/SQS ApproximateNumberOfMessagesVisible QueueName={ReportsFailureQueue.QueueName} in 60 s ${ONCE}`,
  LateCounts:
    'Maximum of AWS/Lambda IteratorAge FunctionName={ReportsReporterFunction} in 60 s ≥ 600000, 3 ×, missing is notBreaching',
  ...ofTable('ChannelSessions'),
  ...ofTable('UserSessions'),
  ...ofTable('CdnStreams'),
  ...ofTable('ChannelReports'),
  EndpointErrors: `Sum of AWS/ApiGateway 5xx ApiId={EndpointApi} in 300 s ${ONCE}`,
  SlowAnswers: `p99 of AWS/ApiGateway Latency ApiId={EndpointApi} in 300 s ≥ 4000, 1 ×, missing is notBreaching`,
  ThrottledRequests: `Sum of ${OURS} ThrottledRequests  in 300 s ${ONCE}`,
  UnrecognizedNotifications: `Sum of ${OURS} Unrecognized source=anyrtc.unrecognized in 300 s ${ONCE}`,
  RefusedSignatures: `Sum of ${OURS} Refused reason=signature in 300 s ≥ 100, 1 ×, missing is notBreaching`,
  UnreadableBodies: `Sum of ${OURS} Refused reason=not JSON in 300 s ${ONCE}`,
  UnreadableEnvelopes: `Sum of ${OURS} Refused reason=envelope in 300 s ${ONCE}`,
  NothingAccepted: `IF(${SUM} == 0, FILL(refused, 0), 0), ${accepted(300)}, Sum of ${OURS} Refused reason=signature in 300 s ≥ 3, 2 ×, missing is notBreaching`,
  KeptUnverified: `Sum of ${OURS} KeptUnverified source=parking in 300 s ${ONCE}`,
  ParkedEvents: `Maximum of ${OURS} ParkedAge source=parking in 60 s ≥ 60000, 1 ×, missing is notBreaching`,
  ParkingBacklog:
    'Maximum of AWS/SQS ApproximateNumberOfMessagesVisible QueueName={ParkingQueue.QueueName} in 60 s ≥ 1, 5 ×, missing is notBreaching',
};

it('go off for what they say', () => {
  expect(alarmsOf(synthesize())).toEqual(always);
});

it('go off for silence where it is asked for, also where nothing at all is measured', () => {
  expect(alarmsOf(synthesize({ silenceMinutes: '15' }))).toEqual({
    ...always,
    Silence: `${SUM}, ${accepted(60)} < 1, 15 ×, missing is breaching`,
  });
});

it('count as throttled what API Gateway answered 429', () => {
  const [[, filter] = []] = synthesize().ofType('AWS::Logs::MetricFilter');
  expect(readable(filter?.Properties)).toMatchObject({
    FilterPattern: '{ $.status = "429" }',
    LogGroupName: '{EndpointAccessLogs}',
    MetricTransformations: [{ MetricName: 'ThrottledRequests', MetricNamespace: OURS, MetricValue: '1' }],
  });
});
