// A projection: rule → queue → function, with one dead-letter queue for what neither step can deliver, and its alarms.
import { Fn } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { EventBus, EventPattern } from 'aws-cdk-lib/aws-events';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionName } from '../function-limits';
import { messageQueue } from './message-queue';
import { FIVE_MINUTES, MINUTE } from './metrics';
import { readQueue } from './queue-reader';
import { ServiceFunction } from './service-function';
import type { Shared } from './shared';

/** How often a message is received before it goes to the dead-letter queue. */
export const MAX_RECEIVES = 20;
/** Messages that one invocation gets at most. */
export const BATCH_SIZE = 10;
/** Age of a queue's oldest message that means the projection does not keep up, in seconds. */
const OLDEST_MESSAGE_SECONDS = 300;

/** Properties of a projection. */
export interface ProjectionProps extends Shared {
  readonly bus: EventBus;
  /** What the projection takes from the bus. */
  readonly eventPattern: EventPattern;
  /** Folder of the function below `functions/`. */
  readonly functionName: FunctionName;
  readonly environment: Readonly<Record<string, string>>;
}

/** A queue between rule and function turns bursts into batches and failures into retries of single messages. */
export class Projection extends Construct {
  readonly rule: Rule;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly function: ServiceFunction;

  constructor(scope: Construct, id: string, props: ProjectionProps) {
    super(scope, id);
    const { bus, eventPattern, functionName, environment, ...shared } = props;
    const { config } = shared;
    this.deadLetterQueue = messageQueue(this, 'DeadLetterQueue');
    this.queue = messageQueue(this, 'Queue', {
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVES },
    });
    this.rule = new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern,
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetterQueue })],
    });
    this.function = new ServiceFunction(this, 'Projector', {
      ...shared,
      name: functionName,
      environment: {
        ...environment,
        RETENTION_DAYS: String(config.retentionDays),
        OPEN_RETENTION_DAYS: String(config.openRetentionDays),
        IGNORED_CHANNELS: JSON.stringify(config.ignoredChannels),
      },
    });
    // What a replay or a redrive brings at once leaves the account's concurrency to the endpoint.
    readQueue(this.function, this.queue, {
      batchSize: BATCH_SIZE,
      maxConcurrency: config.projectionConcurrency,
    });
    this.#watch(shared, bus);
  }

  #watch({ alarms }: Shared, bus: EventBus): void {
    const { label } = this.function;
    const maximum = { statistic: Stats.MAXIMUM, period: MINUTE };
    alarms.add(
      `${label}Undelivered`,
      'Undelivered events',
      `EventBridge could put events for the ${label} projection neither into its queue nor into the dead-letter queue: the tables miss them.`,
      { metric: undelivered(this.rule, bus), threshold: 1 },
    );
    alarms.add(
      `${label}DeadLetters`,
      'Dead letters',
      `Events of the ${label} projection could not be processed and wait in its dead-letter queue for 14 days.`,
      { metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible(maximum), threshold: 1 },
    );
    alarms.add(
      `${label}OldestMessage`,
      'Oldest message',
      `The ${label} projection does not keep up with its queue.`,
      {
        metric: this.queue.metricApproximateAgeOfOldestMessage(maximum),
        threshold: OLDEST_MESSAGE_SECONDS,
        evaluationPeriods: 3,
      },
    );
  }
}

/** Events that EventBridge gave up, on the way to the dead-letter queue, too: the one loss that no queue shows. */
const undelivered = (rule: Rule, bus: EventBus): Metric =>
  new Metric({
    namespace: 'AWS/Events',
    metricName: 'InvocationsFailedToBeSentToDlq',
    statistic: Stats.SUM,
    period: FIVE_MINUTES,
    dimensionsMap: {
      EventBusName: bus.eventBusName,
      // Ref of a rule on a bus of one's own is `bus|rule`; its ARN ends in `rule/BUS/RULE`.
      RuleName: Fn.select(2, Fn.split('/', rule.ruleArn)),
    },
  });
