// What a function prints: kept off the terminal, written all the same, and counted.

/** Runs something; what it prints goes nowhere, but is made. Gives the result and the bytes of each line printed. */
export const silently = async <T>(
  run: () => Promise<T>,
): Promise<{ readonly result: T; readonly lineBytes: readonly number[] }> => {
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  const lineBytes: number[] = [];
  for (const { stream } of streams) {
    stream.write = (chunk: string | Uint8Array): boolean => {
      lineBytes.push(Buffer.byteLength(chunk));
      return true;
    };
  }
  try {
    return { result: await run(), lineBytes };
  } finally {
    for (const { stream, write } of streams) stream.write = write;
  }
};
