// Turns what went wrong at start into one line that says what to change.
import { CommandFailure } from '../command-line/command-failure';

/** The text in a property that Node.js or LevelDB added to an error (`code`, `syscall`); empty where it has none. */
export const errorProperty = (error: unknown, property: string): string => {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, property);
  return typeof value === 'string' ? value : '';
};

const messageOf = (error: unknown): string => errorProperty(error, 'message') || String(error);

/** A port that cannot be used, the variable that sets it, and the error that it gave. */
export interface PortFailure {
  readonly variable: string;
  readonly port: number;
  readonly error: unknown;
}

/** Why nothing can listen on some ports, and what to do: one line for all of them. */
export const portsFailure = (failures: readonly PortFailure[]): CommandFailure => {
  const reasons = failures.map(
    ({ variable, port, error }) => `port ${port} (${variable}) ${portReason(error)}`,
  );
  const others = failures.map(
    ({ variable, port }) =>
      `${variable}=${port < 1024 ? port + 3000 : port > 65_000 ? port - 10 : port + 10}`,
  );
  const inUse = failures.some(({ error }) => errorProperty(error, 'code') === 'EADDRINUSE');
  // Another npm start has its data folder, too.
  if (inUse && failures.length > 1) others.push('DATA_DIR=.local/data2');
  return new CommandFailure(
    `Cannot listen: ${reasons.join(', ')}. ` +
      `${inUse ? 'End what uses it (another npm start?), or choose' : 'Choose'} another one: ` +
      `${others.join(' ')} npm start`,
  );
};

const portReason = (error: unknown): string => {
  switch (errorProperty(error, 'code')) {
    case 'EADDRINUSE':
      return 'is in use';
    case 'EACCES':
      return 'is not allowed to you';
    default:
      return `cannot be used (${messageOf(error)})`;
  }
};

/** Why the data cannot be kept in a folder, and what to do. */
export const folderFailure = (dataDir: string, error: unknown): CommandFailure => {
  const folder = `The data folder ${dataDir} (DATA_DIR)`;
  const instead = 'or choose another folder: DATA_DIR=/path/to/folder npm start';
  switch (errorProperty(error, 'code')) {
    case 'LEVEL_LOCKED':
      return new CommandFailure(`${folder} is in use by another npm start: end that one, ${instead}`);
    case 'LEVEL_CORRUPTION':
      return new CommandFailure(`${folder} is damaged (${messageOf(error)}): delete it, ${instead}`);
    default:
      return new CommandFailure(
        `${folder} cannot be written (${messageOf(error)}): make it a folder that you may write to, ${instead}`,
      );
  }
};
