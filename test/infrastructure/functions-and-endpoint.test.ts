// What the functions run on and know, and what the endpoint lets in to them.
import { DEFAULT_ROUTE, NOTIFICATIONS_METHODS, NOTIFICATIONS_PATH } from '../../functions/ingest/routes';
import { environmentOf, readable } from '../helpers/synthesized';
import { functionNames, propertiesOf, synthesizeConfigured, template } from './templates';

const functions = propertiesOf('AWS::Lambda::Function');
const configured = synthesizeConfigured();

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
