// What the SDK's errors have in common, for those who tell people about them.

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Why AWS cannot be reached, in one line; `undefined` for an error that is not of that kind. */
export const unreachableReason = (error: Error): string | undefined => {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return NETWORK_CODES.has(code) || error.name === 'TimeoutError'
    ? oneLine(error.message) || code
    : undefined;
};

/** True where no region is configured. */
export const isWithoutRegion = (error: Error): boolean => error.message === 'Region is missing';

/** A message without its line breaks. */
export const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');
