// The stack: composes the constructs, and nothing else.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { eventPatterns } from '../functions/contract/events';
import { type Config, isDisposable } from './config';
import { EventSchemas } from './constructs/event-schemas';
import { IngestEndpoint } from './constructs/ingest-endpoint';
import { Monitoring } from './constructs/monitoring';
import { NotificationBus } from './constructs/notification-bus';
import { NotificationTables } from './constructs/notification-tables';
import { Parking } from './constructs/parking';
import { Projection } from './constructs/projection';

/** Properties of the stack. */
export interface NotificationsStackProps extends StackProps {
  readonly config: Config;
}

/** Endpoint → bus → projections → tables. */
export class NotificationsStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: NotificationsStackProps) {
    super(scope, id, props);
    const disposable = isDisposable(config.stage);
    const tables = new NotificationTables(this, 'Tables', { disposable });
    const { bus } = new NotificationBus(this, 'Notifications', {
      archiveRetentionDays: config.archiveRetentionDays,
    });
    const parking = new Parking(this, 'Parking', { bus, logRetentionDays: config.logRetentionDays });
    const endpoint = new IngestEndpoint(this, 'Endpoint', {
      bus,
      parkingQueue: parking.queue,
      config,
      disposable,
    });

    const rtcSessions = new Projection(this, 'RtcSessions', {
      bus,
      eventPattern: { source: [...eventPatterns.rtc.source] },
      functionName: 'rtc-sessions',
      environment: {
        CHANNEL_SESSIONS_TABLE: tables.channelSessions.tableName,
        USER_SESSIONS_TABLE: tables.userSessions.tableName,
      },
      config,
    });
    rtcSessions.function.allow(
      ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
      [tables.channelSessions.tableArn],
    );
    rtcSessions.function.allow(
      ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      [tables.userSessions.tableArn],
    );

    const cdnStreams = new Projection(this, 'CdnStreams', {
      bus,
      eventPattern: { source: [...eventPatterns.cdn.source] },
      functionName: 'cdn-streams',
      environment: { CDN_STREAMS_TABLE: tables.cdnStreams.tableName },
      config,
    });
    cdnStreams.function.allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem'], [tables.cdnStreams.tableArn]);

    new EventSchemas(this, 'EventSchemas');
    new Monitoring(this, 'Monitoring', {
      config,
      endpoint,
      parking,
      projections: { RtcSessions: rtcSessions, CdnStreams: cdnStreams },
      tables: {
        ChannelSessions: tables.channelSessions,
        UserSessions: tables.userSessions,
        CdnStreams: tables.cdnStreams,
        ChannelReports: tables.channelReports,
      },
    });

    const outputs = {
      NotificationsUrl: endpoint.url,
      EventBusName: bus.eventBusName,
      SigningSecretArn: endpoint.signingSecretArn,
      ChannelSessionsTable: tables.channelSessions.tableName,
      UserSessionsTable: tables.userSessions.tableName,
      CdnStreamsTable: tables.cdnStreams.tableName,
      ChannelReportsTable: tables.channelReports.tableName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
