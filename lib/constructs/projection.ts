// A projection: rule → queue → function, with one dead-letter queue for what neither step can deliver.
import type { EventBus, EventPattern } from 'aws-cdk-lib/aws-events';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../config';
import { messageQueue, QUEUE_FUNCTION_TIMEOUT } from './message-queue';
import { readQueue } from './queue-reader';
import { ServiceFunction } from './service-function';

/** How often a message is received before it goes to the dead-letter queue. */
export const MAX_RECEIVES = 5;
/** Messages that one invocation gets at most. */
export const BATCH_SIZE = 10;

/**
 * Batches that are processed at once at most: thousands of messages a second, and what a replay or a redrive brings
 * at once leaves the account's concurrency to the endpoint.
 */
export const MAX_CONCURRENCY = 50;

/** Properties of a projection. */
export interface ProjectionProps {
  readonly bus: EventBus;
  /** What the projection takes from the bus. */
  readonly eventPattern: EventPattern;
  /** Folder of the function below `functions/`. */
  readonly functionName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly config: Config;
}

/** A queue between rule and function turns bursts into batches and failures into retries of single messages. */
export class Projection extends Construct {
  readonly rule: Rule;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly function: ServiceFunction;

  constructor(scope: Construct, id: string, props: ProjectionProps) {
    super(scope, id);
    const { config } = props;
    this.deadLetterQueue = messageQueue(this, 'DeadLetterQueue');
    this.queue = messageQueue(this, 'Queue', {
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVES },
    });
    this.rule = new Rule(this, 'Rule', {
      eventBus: props.bus,
      eventPattern: props.eventPattern,
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetterQueue })],
    });
    this.function = new ServiceFunction(this, 'Projector', {
      name: props.functionName,
      timeout: QUEUE_FUNCTION_TIMEOUT,
      logRetentionDays: config.logRetentionDays,
      environment: {
        ...props.environment,
        RETENTION_DAYS: String(config.retentionDays),
        OPEN_RETENTION_DAYS: String(config.openRetentionDays),
        IGNORED_CHANNELS: JSON.stringify(config.ignoredChannels),
      },
    });
    readQueue(this.function, this.queue, { batchSize: BATCH_SIZE, maxConcurrency: MAX_CONCURRENCY });
  }
}
