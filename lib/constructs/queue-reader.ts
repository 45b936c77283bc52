// A function that is fed by a queue, with partial batch responses.
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { ServiceFunction } from './service-function';

/** Feeds a function from a queue, and allows it the three calls that Lambda makes on the queue in its name. */
export const readQueue = (
  reader: ServiceFunction,
  queue: Queue,
  options: { readonly batchSize: number; readonly maxConcurrency?: number },
): void => {
  reader.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queue.queueArn]);
  const mapping = new EventSourceMapping(reader, 'Messages', {
    target: reader.function,
    eventSourceArn: queue.queueArn,
    ...options,
    reportBatchItemFailures: true,
  });
  // Lambda refuses the mapping while the role may not read the queue.
  mapping.node.addDependency(reader.role);
};
