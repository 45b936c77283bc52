// The parking queue in SQS. Made when an event must first be parked.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type BusEvent, wireJson } from '../contract/events';
import { boundedBy, callBounds, within } from '../shared/aws-clients';
import type { ParkingQueue } from '../shared/parking-queue';

/** Sends events to one SQS queue. */
export class SqsParkingQueue implements ParkingQueue {
  readonly #client = new SQSClient(boundedBy(callBounds.sendMessage));

  constructor(private readonly queueUrl: string) {}

  async park({ source, detailType, time, detail }: BusEvent): Promise<void> {
    const body = wireJson({ source, detailType, time, detail });
    const command = new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody: body });
    await within(callBounds.sendMessage, this.#client.send(command));
  }
}
