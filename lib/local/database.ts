// The embedded DynamoDB: dynalite in a thread of its own, so that it has a processor core to itself.
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { folderFailure, portsFailure } from './start-failures';
import { startThread, type Thread, ThreadError } from './thread';

/** The running database. */
export interface Database extends Thread {
  /** The other end of the short way to it, for one client of this process. */
  readonly shortWay: MessagePort;
}

/** What {@link startDatabase} needs. */
export interface DatabaseOptions {
  readonly port: number;
  /** Folder of the data; absent: in memory. */
  readonly dataDir?: string;
  /** Called when the database ends by itself. */
  readonly onCrash: (error: Error) => void;
}

/**
 * Starts DynamoDB's API on a port of this machine.
 *
 * @throws StartupError when the port or the folder cannot be used
 */
export const startDatabase = async ({ port, dataDir, onCrash }: DatabaseOptions): Promise<Database> => {
  const { port1: ours, port2: theirs } = new MessageChannel();
  try {
    const thread = await startThread(
      new URL('./database-thread.ts', import.meta.url),
      { port, dataDir, shortWay: theirs },
      onCrash,
      [theirs],
    );
    return { ...thread, shortWay: ours };
  } catch (error) {
    ours.close();
    if (error instanceof ThreadError && error.syscall === 'listen') {
      throw portsFailure([{ variable: 'DYNAMODB_PORT', port, error }]);
    }
    throw dataDir === undefined ? error : folderFailure(dataDir, error);
  }
};
