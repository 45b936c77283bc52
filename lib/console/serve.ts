// Lets the console listen, on this machine only.
import { once } from 'node:events';
import { type ConsoleOptions, createConsole } from './server';

/** A console that answers. */
export interface RunningConsole {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts the console.
 *
 * @param port - 0 = any that is free
 * @throws Error as Node.js gives it where the port cannot be used
 */
export const serveConsole = async (port: number, options: ConsoleOptions): Promise<RunningConsole> => {
  const server = createConsole(options);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
