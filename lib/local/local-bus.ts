// The event bus on one machine: matches each event with the rules' patterns and waits for their projections.
import { randomUUID } from 'node:crypto';
import type { BusEvent } from '../../functions/contract/events';
import { parseJson, wireJson } from '../../functions/contract/json';
import type { EventBus } from '../../functions/ingest/handler';
import { compilePattern } from './event-pattern';
import type { ProjectionQueue } from './projection-queue';

/** A rule: events that match the pattern go to the queue. */
export interface LocalRule {
  /** As in the deployed rule. */
  readonly pattern: unknown;
  readonly queue: ProjectionQueue;
}

/** An event bus whose `put` returns only after every projection that the event concerns has processed it. */
export class LocalBus implements EventBus {
  readonly #rules: readonly {
    readonly matches: (event: unknown) => boolean;
    readonly queue: ProjectionQueue;
  }[];

  /** @throws Error where a pattern has an operator that is not known here */
  constructor(rules: readonly LocalRule[]) {
    this.#rules = rules.map(({ pattern, queue }) => ({ matches: compilePattern(pattern), queue }));
  }

  /**
   * Puts one event on the bus.
   *
   * @returns when the tables have it; at once for an event that no rule matches
   * @throws Error when a projection did not take it
   */
  async put(event: BusEvent): Promise<void> {
    const envelope = {
      version: '0',
      id: randomUUID(),
      'detail-type': event.detailType,
      source: event.source,
      account: '000000000000',
      // EventBridge's envelope has whole seconds.
      time: (event.time ?? new Date()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: 'us-east-1',
      resources: [],
      detail: parseJson(event.detail),
    };
    const queues = this.#rules.filter(({ matches }) => matches(envelope)).map(({ queue }) => queue);
    if (queues.length === 0) return;
    const body = wireJson(envelope);
    await Promise.all(queues.map((queue) => queue.send(body)));
  }
}
