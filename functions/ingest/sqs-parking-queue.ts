// The parking queue in SQS. Loaded only when an event must be parked.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type BusEvent, wireJson } from '../contract/events';
import { boundedBy } from '../shared/aws-clients';
import type { ParkingQueue } from '../shared/parking-queue';

/** Sends events to one SQS queue. */
export class SqsParkingQueue implements ParkingQueue {
  readonly #client = new SQSClient(
    boundedBy({ attempts: 2, connectionTimeoutMs: 400, requestTimeoutMs: 500 }),
  );

  constructor(private readonly queueUrl: string) {}

  async park({ source, detailType, time, detail }: BusEvent): Promise<void> {
    const body = wireJson({ source, detailType, time, detail });
    await this.#client.send(new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody: body }));
  }
}
