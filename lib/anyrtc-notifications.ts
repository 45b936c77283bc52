// The construct: endpoint → bus → projections → tables → reports, watched.
import { Stack, Tags } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Archive, EventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { eventPatterns } from '../functions/contract/events';
import type { AnyrtcNotificationsProps } from './anyrtc-notifications-props';
import { checkProps } from './config';
import { Alarms } from './constructs/alarms';
import { ChannelReports } from './constructs/channel-reports';
import { EventSchemas } from './constructs/event-schemas';
import { FlowDashboard } from './constructs/flow-dashboard';
import { IngestEndpoint } from './constructs/ingest-endpoint';
import { OwnMetrics } from './constructs/metrics';
import { NotificationBus } from './constructs/notification-bus';
import { NotificationTables } from './constructs/notification-tables';
import { Parking } from './constructs/parking';
import { Projection } from './constructs/projection';
import type { Shared } from './constructs/shared';
import type { TableName } from './tables';

export type { AnyrtcNotificationsProps } from './anyrtc-notifications-props';
export type { TableName } from './tables';

/**
 * Receives anyRTC's notifications, puts each on an event bus and keeps tables of them. A stack may hold several.
 *
 * @throws Error for a wrong prop, with its name, the value it got and what is allowed
 */
export class AnyrtcNotifications extends Construct {
  /** The bus that every notification is put on: rules of your own go here. */
  readonly bus: EventBus;
  /** What was on the bus, for a replay. */
  readonly archive: Archive;
  /** The tables by name: `tables.UserSessions`. */
  readonly tables: Readonly<Record<TableName, Table>>;
  /** Counts the lives of channels; `anyrtc-notifications recount` calls it. */
  readonly channelReportsFunction: IFunction;
  /** The address for anyRTC. */
  readonly url: string;
  /** What `domainName` must point at in DNS (CNAME, or an alias record); absent without one. */
  readonly domainTarget: string | undefined;
  /** Holds the secret that anyRTC signs with. It is made without a value: set it once anyRTC has told it. */
  readonly signingSecret: ISecret;
  /** Where every alarm is sent. */
  readonly alarmTopic: Topic;
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: AnyrtcNotificationsProps = {}) {
    super(scope, id);
    const config = checkProps(props);
    const metrics = new OwnMetrics(metricsNamespace(this));
    const alarms = new Alarms(this, 'Alarms', { email: config.alarmEmail });
    const shared: Shared = { config, metrics, alarms };

    const tables = new NotificationTables(this, 'Tables', shared).byName;
    const { bus, archive } = new NotificationBus(this, 'Notifications', shared);
    const parking = new Parking(this, 'Parking', { ...shared, bus });
    const endpoint = new IngestEndpoint(this, 'Endpoint', { ...shared, bus, parkingQueue: parking.queue });
    parking.verifyWith(endpoint.signingSecret.secretArn);

    const rtcSessions = new Projection(this, 'RtcSessions', {
      ...shared,
      bus,
      eventPattern: eventPatterns.rtc,
      functionName: 'rtc-sessions',
      environment: {
        CHANNEL_SESSIONS_TABLE: tables.ChannelSessions.tableName,
        USER_SESSIONS_TABLE: tables.UserSessions.tableName,
      },
    });
    rtcSessions.function.allow(
      ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
      [tables.ChannelSessions.tableArn],
    );
    rtcSessions.function.allow(
      ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      [tables.UserSessions.tableArn],
    );

    const cdnStreams = new Projection(this, 'CdnStreams', {
      ...shared,
      bus,
      eventPattern: eventPatterns.cdn,
      functionName: 'cdn-streams',
      environment: { CDN_STREAMS_TABLE: tables.CdnStreams.tableName },
    });
    cdnStreams.function.allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem'], [tables.CdnStreams.tableArn]);

    const reports = new ChannelReports(this, 'Reports', { ...shared, bus, tables });

    if (config.schemaRegistry) new EventSchemas(this, 'EventSchemas');
    const { dashboard } = new FlowDashboard(this, 'Monitoring', {
      metrics,
      endpoint,
      parking,
      projections: [rtcSessions, cdnStreams],
      reports,
      tables,
    });

    this.bus = bus;
    this.archive = archive;
    this.tables = tables;
    Tags.of(this).add('anyrtc-notifications', metrics.namespace, { includeResourceTypes: BILLED });

    this.channelReportsFunction = reports.function.function;
    this.url = endpoint.url;
    this.domainTarget = endpoint.domainTarget;
    this.signingSecret = endpoint.signingSecret;
    this.alarmTopic = alarms.topic;
    this.dashboard = dashboard;
  }
}

/**
 * What the bill is about, for cost allocation by tag. Not everything: China has no tags of event source mappings, and
 * more that a young region may lack.
 */
const BILLED = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Stage',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
];

/** Of the stack alone: its name. Beside others in a stack, the path below it, too: `Stack/Path/Id`. */
const metricsNamespace = (construct: Construct): string => {
  const stack = Stack.of(construct);
  const below = construct.node.scopes
    .slice(stack.node.scopes.length)
    .map(({ node }) => node.id.replaceAll(/[^\w.-]/g, '-'))
    .filter((id) => id !== 'Default');
  return [stack.stackName, ...below].join('/');
};
