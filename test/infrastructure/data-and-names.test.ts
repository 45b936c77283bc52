// What holds data and what others know by name: tables, secret, outputs, ids; what is kept, and apart in two stages.
import { createTableInput } from '../../lib/local/local-tables';
import { tableDefinitions } from '../../lib/tables';
import { environmentOf, nameOf, readable, synthesize } from '../helpers/synthesized';
import { propertiesOf, synthesizeConfigured, template } from './templates';

const dev = synthesize({ stage: 'dev' });
const configured = synthesizeConfigured();

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
