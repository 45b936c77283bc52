// A queue of the bundle: encrypted, TLS only, and keeping messages as long as SQS can.
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** How long a received message stays hidden: the functions that read queues are over before. */
const VISIBILITY_TIMEOUT = Duration.seconds(60);

/** Makes a queue that keeps its messages for 14 days, the longest that SQS offers. */
export const messageQueue = (
  scope: Construct,
  id: string,
  props: Pick<QueueProps, 'deadLetterQueue'> = {},
): Queue =>
  new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    visibilityTimeout: VISIBILITY_TIMEOUT,
    ...props,
  });
