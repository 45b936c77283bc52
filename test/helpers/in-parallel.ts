// Runs something for many values, a few at a time.

/** Runs `action` for every value, a few at a time, and gives the results in order. */
export const inParallel = async <T, R>(
  values: readonly T[],
  action: (value: T, index: number) => Promise<R>,
  concurrency = 8,
): Promise<R[]> => {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < values.length; index = next++) {
      // biome-ignore lint/style/noNonNullAssertion: index is below the length
      results[index] = await action(values[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return results;
};
