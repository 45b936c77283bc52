// What an event on the bus must be like, and for which projections it is.
import { isDeepStrictEqual } from 'node:util';
import { type BusEvent, eventPatterns, sources } from '../../functions/contract/events';
import { isJsonObject, parseJson } from '../../functions/contract/json';
import { readNotification } from '../../functions/contract/notification';
import { compilePattern } from '../../lib/local/event-pattern';
import { eventProblems } from './aws-limits';
import type { FuzzRequest } from './fuzz-request';
import { Violation } from './violation';

/** The projections, as the queues are named. */
export type ProjectionName = 'rtc' | 'cdn';

const patterns = { rtc: compilePattern(eventPatterns.rtc), cdn: compilePattern(eventPatterns.cdn) };

/**
 * Checks an event.
 *
 * @returns the projections whose rules take it, the notification that it holds, and its message as from a source
 * @throws Violation where it breaks a promise
 */
export const checkEvent = (request: FuzzRequest, event: BusEvent) => {
  const violation = (detail: string) => new Violation('event', detail, [request]);
  const problems = eventProblems(event);
  if (problems.length > 0) throw violation(problems.join('; '));
  const detail: unknown = JSON.parse(event.detail);
  if (!isJsonObject(detail)) throw violation('the detail is no object');
  if (Object.hasOwn(detail, 'secret')) throw new Violation('leak', 'the detail has a secret', [request]);
  if (request.expected !== undefined && !isDeepStrictEqual(detail, request.expected)) {
    throw violation(
      `an undamaged notification became ${event.detail}, expected ${JSON.stringify(request.expected)}`,
    );
  }
  if (request.exactly !== undefined && !event.detail.includes(request.exactly)) {
    throw violation(`${request.exactly} was altered: ${event.detail}`);
  }
  // The detail as it is on the bus: its numbers may be none that JSON.stringify could write.
  const bodyFrom = (source: string) =>
    `${JSON.stringify({
      version: '0',
      id: `event-${request.index}`,
      'detail-type': event.detailType,
      source,
      account: '000000000000',
      time: '2026-01-01T00:00:00Z',
      region: 'us-east-1',
      resources: [],
    }).slice(0, -1)},"detail":${event.detail}}`;
  const envelope: unknown = JSON.parse(bodyFrom(event.source));
  const names = (['rtc', 'cdn'] as const).filter((name) => patterns[name](envelope));
  const reading = readNotification(Object(parseJson(event.detail)));
  // Also where the contract did not accept it: a later one may.
  const products = [detail.productId].flat();
  const wanted = (['rtc', 'cdn'] as const).filter((_, index) =>
    products.some((product) => product === index + 1 || product === String(index + 1)),
  );
  if (
    !isDeepStrictEqual(names, wanted) ||
    (reading.recognized && names.length !== (reading.notification.productId === 3 ? 0 : 1)) ||
    (event.source === sources.unrecognized) === reading.recognized
  ) {
    throw violation(
      `an event of ${event.source} for ${names.length} projections, read again: ${JSON.stringify(reading)}`,
    );
  }
  return { names, reading, bodyFrom };
};
