// The parking queue in SQS. Its client is made when something must first be parked.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { BusEvent } from '../contract/events';
import { boundedBy, callBounds, within } from '../shared/aws-clients';
import { eventMessage, type ParkingQueue, requestMessage } from '../shared/parking-queue';
import type { SignedRequest } from '../shared/signed-request';

/** Sends to one SQS queue. */
export class SqsParkingQueue implements ParkingQueue {
  #client: SQSClient | undefined;

  constructor(private readonly queueUrl: string) {}

  park(event: BusEvent): Promise<void> {
    return this.#send(eventMessage(event));
  }

  keep(request: SignedRequest): Promise<void> {
    return this.#send(requestMessage(request));
  }

  async #send(body: string): Promise<void> {
    this.#client ??= new SQSClient(boundedBy(callBounds.sendMessage));
    const command = new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody: body });
    await within(callBounds.sendMessage, this.#client.send(command));
  }
}
