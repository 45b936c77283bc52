// The embedded DynamoDB: dynalite in a thread of its own, so that it has a processor core to itself.
import { folderFailure, portsFailure } from './start-failures';
import { startThread, type Thread, ThreadError } from './thread';

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
export const startDatabase = async ({ port, dataDir, onCrash }: DatabaseOptions): Promise<Thread> => {
  try {
    return await startThread(new URL('./database-thread.ts', import.meta.url), { port, dataDir }, onCrash);
  } catch (error) {
    if (error instanceof ThreadError && error.syscall === 'listen') {
      throw portsFailure([{ variable: 'DYNAMODB_PORT', port, error }]);
    }
    throw dataDir === undefined ? error : folderFailure(dataDir, error);
  }
};
