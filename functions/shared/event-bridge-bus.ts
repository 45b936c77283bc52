// The stack's EventBridge bus: events are put on it, and every entry of the answer is read.
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type { BusEvent } from '../contract/events';
import { type CallBounds, within } from './aws-clients';
import { EventNotTaken } from './errors';

/** Puts events on one bus. */
export class EventBridgeBus {
  constructor(
    private readonly client: EventBridgeClient,
    private readonly busName: string,
    private readonly bounds: CallBounds,
  ) {}

  /**
   * Puts one event on the bus.
   *
   * @throws EventNotTaken where the call succeeded, but the bus did not take the event
   * @throws CallTimeout where the bus did not answer in time
   */
  async put(event: BusEvent): Promise<void> {
    const [error] = await this.putAll([event]);
    if (error !== undefined) throw error;
  }

  /**
   * Puts up to ten events on the bus in one call.
   *
   * @returns for each event, in order, why the bus did not take it; `undefined` where it did
   */
  async putAll(events: readonly BusEvent[]): Promise<readonly (EventNotTaken | undefined)[]> {
    const command = new PutEventsCommand({ Entries: events.map((event) => this.#entry(event)) });
    const { Entries = [] } = await within(this.bounds, this.client.send(command));
    return events.map((_, index) => errorOf(Entries[index]));
  }

  #entry({ source, detailType, time, detail }: BusEvent): PutEventsRequestEntry {
    return {
      EventBusName: this.busName,
      Source: source,
      DetailType: detailType,
      Detail: detail,
      ...(time && { Time: time }),
    };
  }
}

// An entry was taken where it has an event id; FailedEntryCount counts those that have none.
const errorOf = (entry: PutEventsResultEntry | undefined): EventNotTaken | undefined =>
  entry?.EventId !== undefined && entry.ErrorCode === undefined
    ? undefined
    : new EventNotTaken(
        `The bus did not take the event: ${entry?.ErrorCode ?? 'no answer'} ${entry?.ErrorMessage ?? ''}`,
      );
