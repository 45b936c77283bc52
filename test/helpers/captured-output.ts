// Everything that a piece of work prints: the streams of the process, and the console.

/** What was printed. */
export interface Captured<T> {
  readonly result: T;
  /** Both streams and the console, in order. */
  readonly output: string;
}

type Write = NodeJS.WriteStream['write'];

const consoleMethods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

/**
 * Runs some work and returns what it printed meanwhile, which then appears nowhere else. Powertools writes
 * through a console of its own, so it is the streams that must be watched.
 *
 * @throws what the work throws
 */
export const captureOutput = async <T>(work: () => Promise<T>): Promise<Captured<T>> => {
  const printed: string[] = [];
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  const methods = consoleMethods.map((name) => console[name]);
  const write: Write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    printed.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    for (const argument of rest) if (typeof argument === 'function') argument();
    return true;
  };
  for (const stream of streams) stream.write = write;
  for (const name of consoleMethods) {
    console[name] = (...values: unknown[]) => {
      printed.push(
        `${values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ')}\n`,
      );
    };
  }
  try {
    const result = await work();
    return { result, output: printed.join('') };
  } finally {
    streams.forEach((stream, index) => {
      const original = writes[index];
      if (original !== undefined) stream.write = original;
    });
    consoleMethods.forEach((name, index) => {
      const original = methods[index];
      if (original !== undefined) console[name] = original;
    });
  }
};
