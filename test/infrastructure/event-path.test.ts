// The path of an event: bus, rules, queues and the functions that read them; and of a change of the tables.
import { eventPatterns, sources } from '../../functions/contract/events';
import { compilePattern } from '../../lib/local/event-pattern';
import { environmentOf } from '../helpers/synthesized';
import { propertiesOf } from './templates';

const queues = propertiesOf('AWS::SQS::Queue');
const functions = propertiesOf('AWS::Lambda::Function');

describe('the path of an event: rule → queue → function', () => {
  const rules = propertiesOf('AWS::Events::Rule');
  const mappings = propertiesOf('AWS::Lambda::EventSourceMapping');

  it.each([
    ['RtcSessions', 'anyrtc.rtc', 'rtc-sessions', 1],
    ['CdnStreams', 'anyrtc.cdn', 'cdn-streams', 2],
  ])('of %s', (id, source, functionName, productId) => {
    expect(rules[`${id}Rule`]).toEqual({
      EventBusName: '{NotificationsBus}',
      EventPattern: {
        source: [source, 'anyrtc.unrecognized'],
        detail: { productId: [productId, String(productId)] },
      },
      State: 'ENABLED',
      Targets: [
        {
          Id: 'Target0',
          Arn: `{${id}Queue.Arn}`,
          // What the rule cannot deliver goes where what the function cannot process goes.
          DeadLetterConfig: { Arn: `{${id}DeadLetterQueue.Arn}` },
        },
      ],
    });
    expect(queues[`${id}Queue`]?.RedrivePolicy).toEqual({
      deadLetterTargetArn: `{${id}DeadLetterQueue.Arn}`,
      // A quarter of an hour without DynamoDB must not end in a person's work.
      maxReceiveCount: 20,
    });
    expect(mappings[`${id}ProjectorMessages`]).toEqual({
      BatchSize: 10,
      EventSourceArn: `{${id}Queue.Arn}`,
      FunctionName: `{${id}ProjectorFunction}`,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      // What a replay brings at once must not take the endpoint's concurrency.
      ScalingConfig: { MaximumConcurrency: 50 },
    });
    expect(environmentOf(functions[`${id}ProjectorFunction`] ?? {}).POWERTOOLS_SERVICE_NAME).toBe(
      functionName,
    );
  });

  it('parked events go back to the bus through a queue that gives none of them up', () => {
    expect(mappings.ParkingRepublishMessages).toEqual({
      BatchSize: 10,
      EventSourceArn: '{ParkingQueue.Arn}',
      FunctionName: '{ParkingRepublishFunction}',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(queues.ParkingQueue).not.toHaveProperty('RedrivePolicy');
    expect(environmentOf(functions.ParkingRepublishFunction ?? {}).EVENT_BUS_NAME).toBe('{NotificationsBus}');
  });

  it('there is no other rule and no other reader of a queue', () => {
    expect(Object.keys(rules).sort()).toEqual(['CdnStreamsRule', 'ReportsSchedule', 'RtcSessionsRule']);
    expect(Object.keys(mappings).sort()).toEqual([
      'CdnStreamsProjectorMessages',
      'ParkingRepublishMessages',
      'ReportsCdnStreamsChanges',
      'ReportsChannelSessionsChanges',
      'ReportsUserSessionsChanges',
      'RtcSessionsProjectorMessages',
    ]);
  });
});

describe('queues', () => {
  it.each([
    'RtcSessionsQueue',
    'RtcSessionsDeadLetterQueue',
    'CdnStreamsQueue',
    'CdnStreamsDeadLetterQueue',
    'ParkingQueue',
  ])('%s is encrypted, keeps messages for 14 days and hides received ones for 60 s', (name) => {
    expect(queues[name]).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
      VisibilityTimeout: 60,
    });
  });

  it('no other queue there is, and a dead-letter queue sends nothing on', () => {
    expect(Object.keys(queues)).toHaveLength(6);
    expect(
      Object.keys(queues)
        .filter((name) => queues[name]?.RedrivePolicy !== undefined)
        .sort(),
    ).toEqual(['CdnStreamsQueue', 'RtcSessionsQueue']);
  });

  const policies = propertiesOf('AWS::SQS::QueuePolicy');
  const overTlsOnly = (queue: string) => ({
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 'sqs:*',
    Resource: `{${queue}.Arn}`,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });

  it.each(['RtcSessions', 'CdnStreams'])('of %s are reached over TLS only, and by their rule only', (id) => {
    const fromRule = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': `{${id}Rule.Arn}` } },
    };
    expect(policies[`${id}QueuePolicy`]).toEqual({
      Queues: [`{${id}Queue}`],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          overTlsOnly(`${id}Queue`),
          {
            ...fromRule,
            Action: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'],
            Resource: `{${id}Queue.Arn}`,
          },
        ],
      },
    });
    expect(policies[`${id}DeadLetterQueuePolicy`]).toEqual({
      Queues: [`{${id}DeadLetterQueue}`],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          overTlsOnly(`${id}DeadLetterQueue`),
          {
            ...fromRule,
            Sid: expect.stringMatching(/^AllowEventRule/),
            Action: 'sqs:SendMessage',
            Resource: `{${id}DeadLetterQueue.Arn}`,
          },
        ],
      },
    });
  });

  it('of parked events are reached over TLS only', () => {
    expect(policies.ParkingQueuePolicy).toEqual({
      Queues: ['{ParkingQueue}'],
      PolicyDocument: { Version: '2012-10-17', Statement: [overTlsOnly('ParkingQueue')] },
    });
    expect(Object.keys(policies)).toHaveLength(6);
  });
});

describe('the changes of the tables', () => {
  const mappings = Object.values(propertiesOf('AWS::Lambda::EventSourceMapping'));

  it.each(['ChannelSessions', 'UserSessions', 'CdnStreams'])(
    'of %s are collected and counted; what fails is halved, tried five times again, and kept',
    (table) => {
      expect(
        mappings.filter(({ EventSourceArn }) => EventSourceArn === `{Tables${table}.StreamArn}`),
      ).toEqual([
        {
          EventSourceArn: `{Tables${table}.StreamArn}`,
          FunctionName: '{ReportsReporterFunction}',
          StartingPosition: 'TRIM_HORIZON',
          BatchSize: 1000,
          MaximumBatchingWindowInSeconds: 5,
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: 5,
          DestinationConfig: { OnFailure: { Destination: '{ReportsFailureQueue.Arn}' } },
        },
      ]);
    },
  );

  it('are not waited for where time alone changes a count: a schedule looks each minute', () => {
    const rules = Object.values(propertiesOf('AWS::Events::Rule')).filter(
      ({ ScheduleExpression }) => ScheduleExpression !== undefined,
    );
    expect(rules).toMatchObject([
      {
        ScheduleExpression: 'rate(1 minute)',
        State: 'ENABLED',
        Targets: [{ Arn: '{ReportsReporterFunction.Arn}', RetryPolicy: { MaximumRetryAttempts: 0 } }],
      },
    ]);
  });
});

describe('the bus', () => {
  it('has an archive of every source, for 30 days', () => {
    expect(Object.values(propertiesOf('AWS::Events::Archive'))).toMatchObject([
      {
        SourceArn: '{NotificationsBus.Arn}',
        EventPattern: {
          source: ['anyrtc.rtc', 'anyrtc.cdn', 'anyrtc.recording', 'anyrtc.unrecognized'],
        },
        RetentionDays: 30,
      },
    ]);
    expect(Object.values(sources)).toHaveLength(4);
  });

  it('has the rules whose patterns the embedded bus has', () => {
    const patterns = Object.values(propertiesOf('AWS::Events::Rule')).flatMap(
      ({ EventPattern }) => EventPattern ?? [],
    );
    expect(patterns).toEqual([eventPatterns.rtc, eventPatterns.cdn]);
    for (const [index, pattern] of patterns.entries()) {
      const matches = compilePattern(pattern);
      const taken = Object.values(sources).filter((source) =>
        matches({ source, detail: { productId: index + 1 } }),
      );
      expect(taken).toEqual([[sources.rtc, sources.cdn][index], sources.unrecognized]);
    }
  });
});
