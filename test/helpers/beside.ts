// What may run beside the deliveries of messages, an invocation at a time.
import type { Random } from '../../lib/simulator/random';
import type { Wire } from './faulty-table';

/** One invocation of something else than a projection. */
export interface Task {
  /** @throws where it failed */
  run(wire: Wire, remainingMs: () => number): Promise<void>;
  /** Told once it is over; a crashed one has not succeeded. */
  ended(succeeded: boolean): void;
}

/** What runs beside the deliveries. */
export interface Beside {
  /** How often it goes before messages that wait, too: from 0 to 1. */
  readonly eagerness: number;
  /** Faults that may be injected besides those that the messages allow. */
  readonly moreFaults: number;
  /** Takes a task that may begin now; there may be none. */
  take(random: Random): Task | undefined;
}
