// Runs a program to its end, with its output in a log file, and can be aborted.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** A program that ended with another code than 0; `output` is all that it printed. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    command: string,
    readonly code: number | null,
    readonly output: string,
  ) {
    super(`${command} ended with ${code ?? 'a signal'}:\n${lastLines(output, 25)}`);
  }
}

/** How a program is run. */
export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Gets everything the program prints, appended. */
  readonly log?: string;
  /** Passes the output on to this terminal instead of keeping it. */
  readonly inherit?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A program that does not heed SIGTERM is killed after this time. */
const KILL_AFTER_MS = 10_000;

/**
 * Runs a program and gives what it printed (stdout and stderr together).
 * It gets a process group of its own, so that Ctrl-C reaches only the run, which then ends it in order.
 * @throws {CommandError} when it ends with another code than 0, or was aborted.
 */
export const runCommand = async (
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> => {
  options.signal?.throwIfAborted();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', ...(options.inherit ? (['inherit', 'inherit'] as const) : (['pipe', 'pipe'] as const))],
  });
  const log = options.log ? createWriteStream(options.log, { flags: 'a' }) : undefined;
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
    log?.write(chunk);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);

  let killer: NodeJS.Timeout | undefined;
  const abort = () => {
    signalGroup(child.pid, 'SIGTERM');
    killer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), KILL_AFTER_MS);
  };
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new CommandError([program, ...args].join(' '), code, output);
    return output;
  } finally {
    clearTimeout(killer);
    options.signal?.removeEventListener('abort', abort);
    if (log) {
      log.end();
      await finished(log);
    }
  }
};

/** Signals a program and everything it started; one that has ended already is no error. */
export const signalGroup = (pid: number | undefined, signal: NodeJS.Signals): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
};

/** The code of a Node.js error. Not by `instanceof Error`, which is another class within jest. */
export const errorCode = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

const lastLines = (text: string, count: number): string =>
  text.trimEnd().split('\n').slice(-count).join('\n');
