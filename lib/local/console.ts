// The console: dynamodb-admin in a thread of its own, where it can hold nothing up and print nothing.
import { portsFailure } from './start-failures';
import { startThread, type Thread, ThreadError } from './thread';

/** What {@link startConsole} needs. */
export interface ConsoleOptions {
  readonly port: number;
  readonly dynamodbPort: number;
  /** Called when the console ends by itself. */
  readonly onCrash: (error: Error) => void;
}

/**
 * Starts the console on a port of this machine.
 *
 * @throws StartupError when the port cannot be used
 */
export const startConsole = async ({ port, dynamodbPort, onCrash }: ConsoleOptions): Promise<Thread> => {
  try {
    return await startThread(
      new URL('./console-thread.ts', import.meta.url),
      { port, dynamodbPort },
      onCrash,
    );
  } catch (error) {
    if (error instanceof ThreadError && error.syscall === 'listen') {
      throw portsFailure([{ variable: 'CONSOLE_PORT', port, error }]);
    }
    throw error;
  }
};
