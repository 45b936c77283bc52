// Are the ports free? Asked for all of them at once, so that one start tells all that must be changed.
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { portsFailure } from './startup-failures';

/** A port and the variable that sets it. */
export interface NamedPort {
  readonly variable: string;
  readonly port: number;
}

/** The only address that anything here listens on. */
const LOOPBACK = '127.0.0.1';

/**
 * Lets a server listen on this machine only.
 *
 * @throws CommandFailure when the port cannot be used
 */
export const listen = async (server: Server, named: NamedPort): Promise<void> => {
  server.listen({ port: named.port, host: LOOPBACK, backlog: 4096 });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw portsFailure([{ ...named, error }]);
  }
};

/** @throws CommandFailure that names every port that cannot be used */
export const assertPortsFree = async (ports: readonly NamedPort[]): Promise<void> => {
  const failures: (NamedPort & { error: unknown })[] = [];
  for (const named of ports) {
    const server = createServer();
    server.listen(named.port, LOOPBACK);
    try {
      await once(server, 'listening');
      server.close();
      await once(server, 'close');
    } catch (error) {
      failures.push({ ...named, error });
    }
  }
  if (failures.length > 0) throw portsFailure(failures);
};
