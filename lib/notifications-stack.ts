// The stack: the construct, and its outputs.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AnyrtcNotifications } from './anyrtc-notifications';
import type { AnyrtcNotificationsProps } from './anyrtc-notifications-props';
import { streamArnOf } from './constructs/channel-reports';
import { streamedTables, tableNames } from './tables';

/** Properties of the stack. */
export interface NotificationsStackProps extends StackProps {
  readonly notifications?: AnyrtcNotificationsProps;
}

/** A stack with one {@link AnyrtcNotifications} in it. */
export class NotificationsStack extends Stack {
  readonly notifications: AnyrtcNotifications;

  constructor(scope: Construct, id: string, { notifications, ...props }: NotificationsStackProps = {}) {
    super(scope, id, {
      description:
        "Receives anyRTC's notifications, puts each on an EventBridge bus and keeps tables of them",
      ...props,
    });
    // `Default` is left out of logical ids and names: they say what a thing is, and not twice whose it is.
    this.notifications = new AnyrtcNotifications(this, 'Default', notifications);
    const { url, domainTarget, bus, signingSecret, alarmTopic, tables, channelReportsFunction } =
      this.notifications;
    const outputs = {
      NotificationsUrl: url,
      EventBusName: bus.eventBusName,
      SigningSecretArn: signingSecret.secretArn,
      AlarmTopicArn: alarmTopic.topicArn,
      ...(domainTarget !== undefined && { DomainTarget: domainTarget }),
      ...Object.fromEntries(tableNames.map((name) => [`${name}Table`, tables[name].tableName])),
      ChannelReportsFunction: channelReportsFunction.functionName,
      ...Object.fromEntries(streamedTables.map((name) => [`${name}StreamArn`, streamArnOf(tables[name])])),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
