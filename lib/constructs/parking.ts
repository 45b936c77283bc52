// Parking: a queue for what cannot go on the bus yet, and the function that puts it there later.
import { Validations } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PARKING_SOURCE } from '../../functions/shared/parking-queue';
import { messageQueue } from './message-queue';
import { MINUTE, type OwnMetrics } from './metrics';
import { readQueue } from './queue-reader';
import { ServiceFunction } from './service-function';
import type { Shared } from './shared';

/** Properties of the parking. */
export interface ParkingProps extends Shared {
  readonly bus: EventBus;
}

const PARKED_AGE_MS = 60_000;

/** How long each parked event that was tried has waited, in milliseconds. */
export const parkedAge = (metrics: OwnMetrics): Metric =>
  metrics.of('ParkedAge', { source: PARKING_SOURCE }, Stats.MAXIMUM);

/**
 * The queue has no redrive policy: it keeps messages for its whole 14 days, and its 60 s of invisibility are
 * the back-off between two tries.
 */
export class Parking extends Construct {
  readonly queue: Queue;
  readonly function: ServiceFunction;

  constructor(scope: Construct, id: string, { bus, ...shared }: ParkingProps) {
    super(scope, id);
    this.queue = messageQueue(this, 'Queue');
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'Parked events are tried until the bus takes them, for the 14 days that SQS keeps a message; a dead-letter queue would take them away after a few tries. Alarms watch their age and number.',
    });
    this.function = new ServiceFunction(this, 'Republish', {
      ...shared,
      name: 'republish',
      environment: { EVENT_BUS_NAME: bus.eventBusName },
    });
    this.function.allow(['events:PutEvents'], [bus.eventBusArn]);
    // Few at a time: a bus that has just come back must not be met by everything at once.
    readQueue(this.function, this.queue, { batchSize: 10, maxConcurrency: 2 });
    this.#watch(shared);
  }

  #watch({ alarms, metrics }: Shared): void {
    alarms.add(
      'ParkedEvents',
      'Parked events',
      'The bus has not taken events for more than a minute; the parking queue keeps them for 14 days.',
      { metric: parkedAge(metrics).with({ period: MINUTE }), threshold: PARKED_AGE_MS },
    );
    alarms.add(
      'KeptUnverified',
      'Kept unverified',
      'No signing secret is set: what comes is kept unverified for 14 days, and neither rules nor tables see it.',
      { metric: metrics.of('KeptUnverified', { source: PARKING_SOURCE }), threshold: 1 },
    );
    alarms.add(
      'ParkingBacklog',
      'Parking backlog',
      'Parked events wait: nobody fetches them, or more come than are fetched.',
      {
        metric: this.queue.metricApproximateNumberOfMessagesVisible({
          statistic: Stats.MAXIMUM,
          period: MINUTE,
        }),
        threshold: 1,
        evaluationPeriods: 5,
      },
    );
  }

  /** Lets the function check what was kept before there was a secret. */
  verifyWith(signingSecretArn: string): void {
    this.function.function.addEnvironment('SIGNING_SECRET_ARN', signingSecretArn);
    this.function.allow(['secretsmanager:GetSecretValue'], [signingSecretArn]);
  }
}
