// A local endpoint of the AWS calls that ingest makes, as a process of its own: its CPU time is not the function's.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as v from 'valibot';

/** A running endpoint. */
export interface EventEndpoint {
  /** The variables by which the SDK finds it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Calls so far, by operation. */
  calls(): Promise<Readonly<Record<string, number>>>;
  /** From now on, the bus takes no event (as PutEvents says it: in the entry, with status 200), or takes them again. */
  refuse(refusing: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the endpoint; its secret store holds `secret`. */
export const startEventEndpoint = async (secret: string): Promise<EventEndpoint> => {
  const child = fork('test/bench/event-endpoint-process.ts', [secret], { execArgv: ['--import', 'tsx'] });
  const answer = async (): Promise<unknown> => {
    const [message]: unknown[] = await once(child, 'message');
    return message;
  };
  const environment = v.parse(v.record(v.string(), v.string()), await answer());
  return {
    environment,
    calls: async () => {
      const counts = answer();
      child.send('calls');
      return Object.fromEntries(
        Object.entries(Object((await counts) ?? {})).map(([name, count]) => [name, Number(count)]),
      );
    },
    refuse: async (refusing) => {
      const done = answer();
      child.send(refusing ? 'refuse' : 'take');
      await done;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
};
