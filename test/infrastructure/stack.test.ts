import { eventPatterns, sources } from '../../functions/contract/events';
import { DEFAULT_ROUTE, NOTIFICATIONS_METHODS, NOTIFICATIONS_PATH } from '../../functions/ingest/routes';
import { compilePattern } from '../../lib/local/event-pattern';
import { createTableInput } from '../../lib/local/local-tables';
import { tableDefinitions } from '../../lib/tables';
import { environmentOf, nameOf, readable, synthesize } from '../helpers/synthesized';

const template = synthesize();
const dev = synthesize({ stage: 'dev' });
const configured = synthesize({
  stage: 'blue',
  retentionDays: '10',
  openRetentionDays: '20',
  archiveRetentionDays: '5',
  ignoredChannels: 'a, b',
  bodyLimitBytes: '2048',
  logRetentionDays: '7',
  throttleRate: '11',
  throttleBurst: '22',
});

/** The readable properties of the resources of a type, by name. */
const propertiesOf = (
  type: string,
  of = template,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> =>
  Object.fromEntries(
    of.ofType(type).map(([logicalId, { Properties }]) => [nameOf(logicalId), Object(readable(Properties))]),
  );

const queues = propertiesOf('AWS::SQS::Queue');
const functions = propertiesOf('AWS::Lambda::Function');
const functionNames = [
  'EndpointIngest',
  'ParkingRepublish',
  'RtcSessionsProjector',
  'CdnStreamsProjector',
  'ReportsReporter',
];

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

describe('functions', () => {
  const logGroups = propertiesOf('AWS::Logs::LogGroup');

  it('are the five of the bundle', () => {
    expect(Object.keys(functions).sort()).toEqual(functionNames.map((name) => `${name}Function`).sort());
  });

  it.each([
    ['EndpointIngest', 10, 512],
    ['ParkingRepublish', 55, 256],
    ['RtcSessionsProjector', 55, 512],
    ['CdnStreamsProjector', 55, 512],
    ['ReportsReporter', 120, 1024],
  ])(
    '%s runs on Node.js 24 and arm64, for %i s at most, with its own role and log group',
    (name, timeout, memory) => {
      expect(functions[`${name}Function`]).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        Timeout: timeout,
        MemorySize: memory,
        Role: `{${name}Role.Arn}`,
        LoggingConfig: { LogFormat: 'JSON', LogGroup: `{${name}Logs}`, SystemLogLevel: 'WARN' },
      });
      expect(logGroups[`${name}Logs`]).toEqual({ RetentionInDays: 30 });
    },
  );

  const common = {
    POWERTOOLS_METRICS_NAMESPACE: 'AnyrtcNotifications',
    POWERTOOLS_LOG_LEVEL: 'WARN',
  };
  const projection = {
    RETENTION_DAYS: '90',
    OPEN_RETENTION_DAYS: '365',
    IGNORED_CHANNELS: '["test_webhook"]',
  };

  it.each([
    [
      'ingest',
      {
        EVENT_BUS_NAME: '{NotificationsBus}',
        PARKING_QUEUE_URL: '{ParkingQueue}',
        SIGNING_SECRET_ARN: '{EndpointSigningSecret.Id}',
        BODY_LIMIT_BYTES: '65536',
        IGNORED_CHANNELS: '["test_webhook"]',
      },
    ],
    ['republish', { EVENT_BUS_NAME: '{NotificationsBus}', SIGNING_SECRET_ARN: '{EndpointSigningSecret.Id}' }],
    [
      'rtc-sessions',
      {
        CHANNEL_SESSIONS_TABLE: '{TablesChannelSessions}',
        USER_SESSIONS_TABLE: '{TablesUserSessions}',
        ...projection,
      },
    ],
    ['cdn-streams', { CDN_STREAMS_TABLE: '{TablesCdnStreams}', ...projection }],
    [
      'channel-reports',
      {
        CHANNEL_SESSIONS_TABLE: '{TablesChannelSessions}',
        USER_SESSIONS_TABLE: '{TablesUserSessions}',
        CDN_STREAMS_TABLE: '{TablesCdnStreams}',
        CHANNEL_REPORTS_TABLE: '{TablesChannelReports}',
        EVENT_BUS_NAME: '{NotificationsBus}',
        RETENTION_DAYS: '90',
        OPEN_RETENTION_DAYS: '365',
        EMPTY_MINUTES: '15',
        SILENT_HOURS: '0',
        COUNT_EVENTS: 'false',
      },
    ],
  ])('%s knows what it needs and nothing else', (name, expected) => {
    const [, { Properties }] = template.function(name);
    expect(readable(environmentOf(Properties))).toEqual({
      ...expected,
      ...common,
      POWERTOOLS_SERVICE_NAME: name,
    });
  });

  it('take their settings from the context', () => {
    const [, rtcSessions] = configured.function('rtc-sessions');
    expect(environmentOf(rtcSessions.Properties)).toMatchObject({
      RETENTION_DAYS: '10',
      OPEN_RETENTION_DAYS: '20',
      IGNORED_CHANNELS: '["a","b"]',
    });
    expect(environmentOf(configured.function('ingest')[1].Properties).BODY_LIMIT_BYTES).toBe('2048');
    const logGroups = Object.values(propertiesOf('AWS::Logs::LogGroup', configured));
    expect(logGroups.map(({ RetentionInDays }) => RetentionInDays)).toEqual([7, 7, 7, 7, 7, 7]);
    expect(Object.values(propertiesOf('AWS::Events::Archive', configured))).toMatchObject([
      { RetentionDays: 5 },
    ]);
    expect(Object.values(propertiesOf('AWS::ApiGatewayV2::Stage', configured))).toMatchObject([
      { DefaultRouteSettings: { ThrottlingRateLimit: 11, ThrottlingBurstLimit: 22 } },
    ]);
  });
});

describe('least privilege', () => {
  const allow = (Action: string | string[], Resource: string | readonly string[]) => ({
    Effect: 'Allow',
    Action,
    Resource,
  });
  const ownLogs = (name: string) => allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `{${name}Logs.Arn}`);
  const readQueue = (name: string) =>
    allow(['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], `{${name}.Arn}`);

  const streamedTables = ['CdnStreams', 'ChannelSessions', 'UserSessions'];

  /** Every statement of every role. */
  const statements = {
    EndpointIngest: [
      ownLogs('EndpointIngest'),
      allow('events:PutEvents', '{NotificationsBus.Arn}'),
      allow('sqs:SendMessage', '{ParkingQueue.Arn}'),
      allow('secretsmanager:GetSecretValue', '{EndpointSigningSecret.Id}'),
    ],
    ParkingRepublish: [
      ownLogs('ParkingRepublish'),
      allow('events:PutEvents', '{NotificationsBus.Arn}'),
      readQueue('ParkingQueue'),
      allow('secretsmanager:GetSecretValue', '{EndpointSigningSecret.Id}'),
    ],
    RtcSessionsProjector: [
      ownLogs('RtcSessionsProjector'),
      readQueue('RtcSessionsQueue'),
      allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem'], '{TablesChannelSessions.Arn}'),
      allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'], '{TablesUserSessions.Arn}'),
    ],
    CdnStreamsProjector: [
      ownLogs('CdnStreamsProjector'),
      readQueue('CdnStreamsQueue'),
      allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem'], '{TablesCdnStreams.Arn}'),
    ],
    ReportsReporter: [
      ownLogs('ReportsReporter'),
      allow(
        ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
        ['{TablesChannelReports.Arn}', '{TablesChannelSessions.Arn}'],
      ),
      allow(
        ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
        ['{TablesCdnStreams.Arn}', '{TablesUserSessions.Arn}'],
      ),
      allow('dynamodb:Query', '{TablesChannelSessions.Arn}/index/sessions-by-channel'),
      allow(['dynamodb:Query', 'dynamodb:Scan'], '{TablesChannelSessions.Arn}/index/live-channels'),
      allow('dynamodb:Scan', '{TablesChannelReports.Arn}/index/due-checks'),
      allow('events:PutEvents', '{NotificationsBus.Arn}'),
      allow('sqs:SendMessage', '{ReportsFailureQueue.Arn}'),
      allow(
        ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        streamedTables.map((table) => `{Tables${table}.StreamArn}`),
      ),
      allow(
        'dynamodb:ListStreams',
        streamedTables.map((table) => `{Tables${table}.Arn}/stream/*`),
      ),
    ],
  };

  it.each(Object.entries(statements))('%s may do exactly this', (name, expected) => {
    const policies = Object.values(propertiesOf('AWS::IAM::Policy')).filter(({ Roles }) =>
      JSON.stringify(Roles).includes(`{${name}Role}`),
    );
    expect(policies).toEqual([
      {
        PolicyName: expect.any(String),
        Roles: [`{${name}Role}`],
        PolicyDocument: { Version: '2012-10-17', Statement: expected },
      },
    ]);
  });

  it('each function has a role of its own, which Lambda alone may take and which has no other policy', () => {
    expect(propertiesOf('AWS::IAM::Role')).toEqual(
      Object.fromEntries(
        functionNames.map((name) => [
          `${name}Role`,
          {
            AssumeRolePolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'sts:AssumeRole',
                  Principal: { Service: 'lambda.amazonaws.com' },
                },
              ],
            },
          },
        ]),
      ),
    );
    expect(template.ofType('AWS::IAM::Policy')).toHaveLength(5);
    expect(template.types().filter((type) => type.startsWith('AWS::IAM::'))).toEqual([
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
    ]);
  });

  it('only the HTTP API may invoke a function, and only the endpoint; but for the schedule of the reports', () => {
    const all = Object.values(propertiesOf('AWS::Lambda::Permission'));
    const isOfSchedule = ({ Principal }: (typeof all)[number]) => Principal === 'events.amazonaws.com';
    expect(all.filter(isOfSchedule)).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: '{ReportsReporterFunction.Arn}',
        Principal: 'events.amazonaws.com',
        SourceArn: '{ReportsSchedule.Arn}',
      },
    ]);
    const permissions = all.filter((permission) => !isOfSchedule(permission));
    const api = 'arn:{AWS::Partition}:execute-api:{AWS::Region}:{AWS::AccountId}:{EndpointApi}';
    expect(permissions.map(({ SourceArn }) => SourceArn).sort()).toEqual([
      // Stage and default route; of the others, stage, method and path.
      `${api}/*/*`,
      ...NOTIFICATIONS_METHODS.map(() => `${api}/*/*/notifications`),
    ]);
    for (const { SourceArn: _, ...permission } of permissions) {
      expect(permission).toEqual({
        Action: 'lambda:InvokeFunction',
        FunctionName: '{EndpointIngestFunction.Arn}',
        Principal: 'apigateway.amazonaws.com',
      });
    }
  });

  it('alarms alone may publish to their topic, over TLS', () => {
    expect(Object.values(propertiesOf('AWS::SNS::TopicPolicy'))).toMatchObject([
      {
        PolicyDocument: {
          Statement: [
            { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
            {
              Effect: 'Allow',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: '{AlarmsTopic}',
              Condition: {
                StringEquals: { 'aws:SourceAccount': '{AWS::AccountId}' },
                ArnLike: {
                  'aws:SourceArn': 'arn:{AWS::Partition}:cloudwatch:{AWS::Region}:{AWS::AccountId}:alarm:*',
                },
              },
            },
          ],
        },
      },
    ]);
  });

  it('nothing in the whole template allows an action or a resource with a wildcard', () => {
    const allowing: { readonly Action: unknown; readonly Resource: unknown }[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('Effect' in value && value.Effect === 'Allow' && 'Action' in value) {
        allowing.push({ Action: value.Action, Resource: Reflect.get(value, 'Resource') });
      }
      Object.values(value).forEach(visit);
    };
    visit(readable(template.resources));
    // 25 of the roles, 5 of the roles' trust, 4 of the queues, 1 of the topic.
    expect(allowing).toHaveLength(35);
    // Streams are listed by table: AWS has nothing finer.
    const listing = allowing.filter(({ Action }) => Action === 'dynamodb:ListStreams');
    expect(listing.map(({ Resource }) => Resource)).toEqual([
      streamedTables.map((table) => `{Tables${table}.Arn}/stream/*`),
    ]);
    const others = allowing.filter((statement) => !listing.includes(statement));
    expect(JSON.stringify(others)).not.toContain('*');
  });
});

describe('tables', () => {
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
  const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' });
  const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' });
  const index = (IndexName: string, partition: string, sort: string) => ({
    IndexName,
    KeySchema: [hash(partition), range(sort)],
    Projection: { ProjectionType: 'ALL' },
  });

  const stream = { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } };

  // Typed here once more on purpose: a change of any of these replaces a table, with all that is in it.
  const pinned = {
    TablesChannelSessionsCDEFED81: {
      KeySchema: [hash('channelSId')],
      GlobalSecondaryIndexes: [
        index('live-channels', 'liveChannel', 'firstEventAt'),
        index('sessions-by-channel', 'channelName', 'firstEventAt'),
      ],
      AttributeDefinitions: ['channelSId', 'liveChannel', 'firstEventAt', 'channelName'].map(text),
      ...stream,
    },
    TablesUserSessionsF83FDFF1: {
      KeySchema: [hash('channelSId'), range('uSId')],
      GlobalSecondaryIndexes: [
        index('online-users', 'onlineChannel', 'firstEventAt'),
        index('sessions-by-user', 'uid', 'firstEventAt'),
      ],
      AttributeDefinitions: ['channelSId', 'uSId', 'onlineChannel', 'firstEventAt', 'uid'].map(text),
      ...stream,
    },
    TablesCdnStreams097C031E: {
      KeySchema: [hash('channel'), range('stream')],
      GlobalSecondaryIndexes: [index('active-streams', 'activeChannel', 'stream')],
      AttributeDefinitions: ['channel', 'stream', 'activeChannel'].map(text),
      ...stream,
    },
    TablesChannelReports4691B542: {
      KeySchema: [hash('channelSId')],
      GlobalSecondaryIndexes: [
        index('reports-by-channel', 'channelName', 'startedAt'),
        index('reports-by-day', 'endedDay', 'endedAt'),
        { ...index('due-checks', 'checkChannelSId', 'checkAt'), Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
      AttributeDefinitions: [
        ...['channelSId', 'channelName', 'startedAt', 'endedDay', 'endedAt', 'checkChannelSId'].map(text),
        { AttributeName: 'checkAt', AttributeType: 'N' },
      ],
    },
  };

  it('have the keys and indexes that they have had from the first deployment', () => {
    expect(
      Object.fromEntries(
        template.ofType('AWS::DynamoDB::Table').map(([logicalId, { Properties }]) => [logicalId, Properties]),
      ),
    ).toEqual(
      Object.fromEntries(
        Object.entries(pinned).map(([logicalId, keys]) => [
          logicalId,
          {
            ...keys,
            BillingMode: 'PAY_PER_REQUEST',
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          },
        ]),
      ),
    );
  });

  it('have the same definitions in the embedded stack', () => {
    for (const [name, definition] of Object.entries(tableDefinitions)) {
      const [, table] =
        template.ofType('AWS::DynamoDB::Table').find(([id]) => nameOf(id) === `Tables${name}`) ?? [];
      const { BillingMode, KeySchema, GlobalSecondaryIndexes, AttributeDefinitions } =
        table?.Properties ?? {};
      const { TableName, ...embedded } = createTableInput(name, definition);
      expect(TableName).toBe(name);
      expect(embedded).toEqual({
        BillingMode,
        KeySchema,
        GlobalSecondaryIndexes,
        AttributeDefinitions,
      });
    }
  });
});

describe('what is kept when the stack is deleted', () => {
  const policiesOf = (of: typeof template, type: string) =>
    of
      .ofType(type)
      .map(([, { DeletionPolicy, UpdateReplacePolicy }]) => [DeletionPolicy, UpdateReplacePolicy]);

  it.each([
    ['AWS::DynamoDB::Table', 4],
    ['AWS::SecretsManager::Secret', 1],
  ])('is every %s, but in the stage dev', (type, count) => {
    const all = (...policies: [onDelete: string, onReplace: string]) =>
      Array.from({ length: count }, () => policies);
    // A first deployment that fails leaves nothing behind.
    expect(policiesOf(template, type)).toEqual(all('RetainExceptOnCreate', 'Retain'));
    expect(policiesOf(configured, type)).toEqual(all('RetainExceptOnCreate', 'Retain'));
    expect(policiesOf(dev, type)).toEqual(all('Delete', 'Delete'));
  });

  it('is nothing else', () => {
    const keptOf = (of: typeof template) =>
      Object.values(of.resources).filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'));
    expect(keptOf(template)).toHaveLength(5);
    expect(keptOf(dev)).toEqual([]);
  });
});

describe('the signing secret', () => {
  it('is made without a value: none is generated, none is in the template', () => {
    expect(Object.values(propertiesOf('AWS::SecretsManager::Secret'))).toEqual([
      { Description: expect.any(String) },
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

describe('the endpoint', () => {
  it('has one path with three methods, and a default route, all answered by ingest, as in the embedded stack', () => {
    const routes = Object.values(propertiesOf('AWS::ApiGatewayV2::Route'));
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      '$default',
      'GET /notifications',
      'HEAD /notifications',
      'POST /notifications',
    ]);
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(
      [DEFAULT_ROUTE, ...NOTIFICATIONS_METHODS.map((method) => `${method} ${NOTIFICATIONS_PATH}`)].sort(),
    );
    const integrations = propertiesOf('AWS::ApiGatewayV2::Integration');
    expect(Object.values(integrations)).toEqual([
      {
        ApiId: '{EndpointApi}',
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: '{EndpointIngestFunction.Arn}',
        PayloadFormatVersion: '2.0',
      },
    ]);
    const [target] = Object.keys(integrations);
    expect(new Set(routes.map(({ Target }) => Target))).toEqual(new Set([`integrations/{${target}}`]));
  });

  it('is throttled on its one stage, whose access log tells 429s apart', () => {
    const [stage, ...others] = Object.values(propertiesOf('AWS::ApiGatewayV2::Stage'));
    expect(others).toEqual([]);
    expect(stage).toMatchObject({
      ApiId: '{EndpointApi}',
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 2000, ThrottlingBurstLimit: 4000 },
      AccessLogSettings: { DestinationArn: '{EndpointAccessLogs.Arn}' },
    });
    expect(JSON.parse(String(Object(stage?.AccessLogSettings).Format))).toMatchObject({
      status: '$context.status',
    });
    expect(propertiesOf('AWS::Logs::LogGroup').EndpointAccessLogs).toMatchObject({ RetentionInDays: 30 });
  });
});

describe('the outputs', () => {
  it('are the eleven that people and scripts look up', () => {
    expect(readable(template.outputs)).toEqual({
      NotificationsUrl: { Value: '{EndpointApi.ApiEndpoint}/notifications' },
      EventBusName: { Value: '{NotificationsBus}' },
      SigningSecretArn: { Value: '{EndpointSigningSecret.Id}' },
      AlarmTopicArn: { Value: '{AlarmsTopic}' },
      ChannelSessionsTable: { Value: '{TablesChannelSessions}' },
      UserSessionsTable: { Value: '{TablesUserSessions}' },
      CdnStreamsTable: { Value: '{TablesCdnStreams}' },
      ChannelReportsTable: { Value: '{TablesChannelReports}' },
      ChannelReportsFunction: { Value: '{ReportsReporterFunction}' },
      ChannelSessionsStreamArn: { Value: '{TablesChannelSessions.StreamArn}' },
      UserSessionsStreamArn: { Value: '{TablesUserSessions.StreamArn}' },
      CdnStreamsStreamArn: { Value: '{TablesCdnStreams.StreamArn}' },
    });
  });
});

describe('an upgrade', () => {
  it('finds what holds data, or an address that is known elsewhere, under the same logical ids', () => {
    const idsOf = (type: string) => template.ofType(type).map(([logicalId]) => logicalId);
    expect([
      ...idsOf('AWS::SecretsManager::Secret'),
      ...idsOf('AWS::Events::EventBus'),
      ...idsOf('AWS::Events::Archive'),
      ...idsOf('AWS::ApiGatewayV2::Api'),
      ...idsOf('AWS::SQS::Queue').sort(),
    ]).toEqual([
      'EndpointSigningSecretFA9F4FD0',
      'NotificationsBusD6EAAED1',
      'NotificationsArchive36E6CB40',
      'EndpointApiB7AE4D04',
      'CdnStreamsDeadLetterQueue799A62D3',
      'CdnStreamsQueue7AA904A5',
      'ParkingQueue878B2F5A',
      'ReportsFailureQueue16649A2C',
      'RtcSessionsDeadLetterQueue59979BCC',
      'RtcSessionsQueue203CA5A4',
    ]);
  });
});

describe('two stages in one account', () => {
  it('share no physical name: those that must be, have the name of their stack in them', () => {
    const named = (of: typeof template) =>
      Object.entries(of.resources).flatMap(([, { Type, Properties }]) =>
        Object.entries(Properties ?? {})
          .filter(([property]) =>
            [
              ...['Name', 'TableName', 'QueueName', 'RoleName', 'TopicName', 'ArchiveName', 'AlarmName'],
              ...['DashboardName', 'RegistryName'],
            ].includes(property),
          )
          // Names of an API, and of a log group that is another resource's, need not be unique.
          .filter(() => Type !== 'AWS::ApiGatewayV2::Api')
          // A reference to another resource's name is no name of its own.
          .filter(([, value]) => typeof value === 'string')
          .map(([property, value]) => `${Type} ${property} ${value}`),
      );
    expect(named(template)).toEqual([
      expect.stringMatching(/^AWS::Events::EventBus Name AnyrtcNotificationsBus/),
    ]);
    expect(named(dev)).toEqual([expect.stringMatching(/^AWS::Events::EventBus Name AnyrtcNotificationsdev/)]);
    for (const [, { Properties }] of template.ofType('AWS::Lambda::Function')) {
      expect(Properties).not.toHaveProperty('FunctionName');
    }
    const logGroupNames = [template, dev].map((of) =>
      of.ofType('AWS::Logs::LogGroup').flatMap(([, { Properties }]) => Properties.LogGroupName ?? []),
    );
    expect(logGroupNames).toEqual([
      ['/aws/vendedlogs/AnyrtcNotifications/access'],
      ['/aws/vendedlogs/AnyrtcNotifications-dev/access'],
    ]);
  });

  it('do not mix their metrics', () => {
    const namespaceOf = (of: typeof template) =>
      environmentOf(of.function('ingest')[1].Properties).POWERTOOLS_METRICS_NAMESPACE;
    expect([namespaceOf(template), namespaceOf(dev)]).toEqual([
      'AnyrtcNotifications',
      'AnyrtcNotifications-dev',
    ]);
  });
});
