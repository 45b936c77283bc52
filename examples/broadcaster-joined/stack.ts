// The stack: a rule on the bundle's bus, the function that it calls, and the queue that the function fills.
import { fileURLToPath } from 'node:url';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { BroadcasterJoined } from './announce';

/** Properties of the stack. */
export interface BroadcasterJoinedStackProps extends StackProps {
  /** The output `EventBusName` of the bundle's stack. */
  readonly eventBusName: string;
}

// A name that the bundle does not know would not compile.
const SOURCE: BroadcasterJoined['source'] = 'anyrtc.rtc';
const DETAIL_TYPE: BroadcasterJoined['detail-type'] = 'broadcaster join channel';

/** Announces every broadcaster who joins a channel. */
export class BroadcasterJoinedStack extends Stack {
  constructor(scope: Construct, id: string, { eventBusName, ...props }: BroadcasterJoinedStackProps) {
    super(scope, id, props);
    const announcements = new Queue(this, 'Announcements', { fifo: true, enforceSSL: true });
    const failed = new Queue(this, 'Failed', { enforceSSL: true, retentionPeriod: Duration.days(14) });

    const announce = new NodejsFunction(this, 'Announce', {
      entry: fileURLToPath(new URL('main.ts', import.meta.url)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      environment: { ANNOUNCEMENTS_URL: announcements.queueUrl },
      bundling: { bundleAwsSDK: true, minify: true },
      // What the function fails on three times.
      onFailure: new SqsDestination(failed),
    });
    announcements.grantSendMessages(announce);

    new Rule(this, 'Joined', {
      eventBus: EventBus.fromEventBusName(this, 'Notifications', eventBusName),
      eventPattern: { source: [SOURCE], detailType: [DETAIL_TYPE] },
      // And what the rule cannot hand to the function.
      targets: [new LambdaFunction(announce, { deadLetterQueue: failed })],
    });
    new CfnOutput(this, 'AnnouncementsUrl', { value: announcements.queueUrl });
  }
}
