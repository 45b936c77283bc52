// Everything that a piece of work prints: the streams of the process, and the console.

type Write = NodeJS.WriteStream['write'];

const consoleMethods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

/**
 * Runs some work, and hands over what it prints meanwhile, which then appears nowhere else. Powertools writes
 * through a console of its own, so it is the streams that must be watched.
 *
 * @param take - gets each piece; by default nobody keeps it
 * @throws what the work throws
 */
export const divertOutput = async <T>(
  work: () => Promise<T>,
  take: (text: string) => void = () => {},
): Promise<T> => {
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  const methods = consoleMethods.map((name) => ({ name, method: console[name] }));
  const write: Write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    for (const argument of rest) if (typeof argument === 'function') argument();
    return true;
  };
  for (const { stream } of streams) stream.write = write;
  for (const { name } of methods) {
    console[name] = (...values: unknown[]) => {
      take(
        `${values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ')}\n`,
      );
    };
  }
  try {
    return await work();
  } finally {
    for (const { stream, write: original } of streams) stream.write = original;
    for (const { name, method } of methods) console[name] = method;
  }
};

/** What was printed. */
export interface Captured<T> {
  readonly result: T;
  /** Both streams and the console, in order. */
  readonly output: string;
}

/**
 * Runs some work and returns what it printed meanwhile.
 *
 * @throws what the work throws
 */
export const captureOutput = async <T>(work: () => Promise<T>): Promise<Captured<T>> => {
  const printed: string[] = [];
  const result = await divertOutput(work, (text) => printed.push(text));
  return { result, output: printed.join('') };
};
