// Parking: a queue for events that the bus would not take, and the function that puts them on it later.
import { Validations } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { messageQueue, QUEUE_FUNCTION_TIMEOUT } from './message-queue';
import { readQueue } from './queue-reader';
import { ServiceFunction } from './service-function';

/** Properties of the parking. */
export interface ParkingProps {
  readonly bus: EventBus;
  readonly logRetentionDays: number;
}

/**
 * The queue has no redrive policy: it keeps messages for its whole 14 days, and its 60 s of invisibility are
 * the back-off between two tries.
 */
export class Parking extends Construct {
  readonly queue: Queue;
  readonly function: ServiceFunction;

  constructor(scope: Construct, id: string, { bus, logRetentionDays }: ParkingProps) {
    super(scope, id);
    this.queue = messageQueue(this, 'Queue');
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'Parked events are tried until the bus takes them, for the 14 days that SQS keeps a message; a dead-letter queue would take them away after a few tries. Alarms watch their age and number.',
    });
    this.function = new ServiceFunction(this, 'Republish', {
      name: 'republish',
      timeout: QUEUE_FUNCTION_TIMEOUT,
      memorySize: 256,
      logRetentionDays,
      environment: { EVENT_BUS_NAME: bus.eventBusName },
    });
    this.function.allow(['events:PutEvents'], [bus.eventBusArn]);
    // Few at a time: a bus that has just come back must not be met by everything at once.
    readQueue(this.function, this.queue, { batchSize: 10, maxConcurrency: 2 });
  }
}
