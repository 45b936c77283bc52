// An app of your own with the construct in it: a rule on its bus, and a function that may read one of its tables.
import { AnyrtcNotifications } from 'anyrtc-notifications';
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';

const stack = new Stack(new App(), 'OwnApp');
const rtc = new AnyrtcNotifications(stack, 'Rtc', {
  retentionDays: 30,
  removalPolicy: RemovalPolicy.DESTROY,
});

const logGroup = new LogGroup(stack, 'WhoIsThereLogs', {
  retention: RetentionDays.ONE_WEEK,
  removalPolicy: RemovalPolicy.DESTROY,
});
const whoIsThere = new NodejsFunction(stack, 'WhoIsThere', {
  entry: 'who-is-there.ts',
  runtime: Runtime.NODEJS_24_X,
  environment: { USER_SESSIONS_TABLE: rtc.tables.UserSessions.tableName },
  bundling: { bundleAwsSDK: true },
  logGroup,
});
rtc.tables.UserSessions.grantReadData(whoIsThere);

new Rule(stack, 'BroadcasterJoined', {
  eventBus: rtc.bus,
  eventPattern: { source: ['anyrtc.rtc'], detailType: ['broadcaster join channel'] },
  targets: [new LambdaFunction(whoIsThere)],
});

new CfnOutput(stack, 'NotificationsUrl', { value: rtc.url });
new CfnOutput(stack, 'SigningSecretArn', { value: rtc.signingSecret.secretArn });

// By these, `anyrtc-notifications console`, `usage` and `recount` find what they work on.
for (const [name, { tableName }] of Object.entries(rtc.tables)) {
  new CfnOutput(stack, `${name}Table`, { value: tableName });
}
new CfnOutput(stack, 'ChannelReportsFunction', { value: rtc.channelReportsFunction.functionName });
