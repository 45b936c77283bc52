// A broken promise: what was found, and everything that is needed to see it again.
import type { FuzzRequest } from './fuzz-request';

/** Which promise was broken. */
export type ViolationKind =
  | 'exception'
  | 'answer'
  | 'bus'
  | 'event'
  | 'item'
  | 'projection'
  | 'tables'
  | 'leak'
  | 'output'
  | 'prototype'
  | 'memory';

/** Thrown at the first broken promise. */
export class Violation extends Error {
  override readonly name = 'Violation';

  /**
   * @param kind - which promise
   * @param detail - what was found, and what should have been
   * @param requests - the requests that it takes to see it again, in their order
   */
  constructor(
    readonly kind: ViolationKind,
    readonly detail: string,
    readonly requests: readonly FuzzRequest[] = [],
    options?: ErrorOptions,
  ) {
    super(`${kind}: ${detail}`, options);
  }
}

const SHOWN_REQUESTS = 20;

/** The violation for a person: the seed, the requests with their bodies in Base64, and how to run just them. */
export const describeViolation = ({ kind, detail, requests, cause }: Violation, seed: number): string =>
  [
    `seed ${seed}: ${kind}: ${detail}`,
    ...(cause instanceof Error ? [cause.stack ?? cause.message] : []),
    ...requests
      .slice(-SHOWN_REQUESTS)
      .map(
        ({ index, level, method, headers, bytes, isBase64Encoded }) =>
          `request ${index} (${level}): ${JSON.stringify({ method, headers, isBase64Encoded, base64: bytes.toString('base64') })}`,
      ),
    ...(requests.length > 0
      ? [`again: npm run fuzz -- --seed ${seed} --only ${requests.map(({ index }) => index).join(',')}`]
      : []),
  ].join('\n');
