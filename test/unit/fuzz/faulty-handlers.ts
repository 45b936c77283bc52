// Faults around the handlers, which the fuzzer must find.
import { isJsonObject } from '../../../functions/contract/json';
import { jsonOf } from '../../fuzz/expected-answer';
import type { Subject, SubjectParts } from '../../fuzz/subject';
import type { ViolationKind } from '../../fuzz/violation';

/**
 * The merge that has polluted many a prototype: it follows `__proto__` and `constructor` wherever they lead. Of
 * what it would write, this one writes only what can be taken back.
 */
const mergeInto = (target: object, source: unknown, levels = 10): void => {
  if (typeof source !== 'object' || source === null || levels === 0) return;
  for (const [key, value] of Object.entries(source)) {
    if (key === 'polluted') Reflect.set(target, key, value);
    else if (key === '__proto__') mergeInto(Object.prototype, value, levels - 1);
    else if (key === 'constructor' && isJsonObject(value)) {
      mergeInto(Object.prototype, value.prototype, levels - 1);
    } else mergeInto({}, value, levels - 1);
  }
};

/** Faults around the handlers. */
export const faultyHandlers: readonly (readonly [
  string,
  (subject: Subject, parts: SubjectParts) => Subject,
  readonly ViolationKind[],
])[] = [
  [
    'an exception out of the handler',
    (subject) => ({
      ...subject,
      ingest: async (event, context) => {
        if (event.headers['content-type'] === 'text/plain') throw new TypeError('no such encoding');
        return subject.ingest(event, context);
      },
    }),
    ['exception'],
  ],
  [
    'an event that is put on the bus twice',
    (subject, parts) => ({
      ...subject,
      ingest: async (event, context) => {
        const answer = await subject.ingest(event, context);
        if (answer.statusCode === 401) {
          await parts.bus.put({ source: 'anyrtc.rtc', detailType: 'channel create', detail: '{}' });
        }
        return answer;
      },
    }),
    ['bus'],
  ],
  [
    'a prototype that a body can change',
    (subject) => ({
      ...subject,
      ingest: async (event, context) => {
        const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
        mergeInto({}, jsonOf(body));
        return subject.ingest(event, context);
      },
    }),
    ['prototype'],
  ],
  [
    'a body in the log',
    (subject) => ({
      ...subject,
      ingest: async (event, context) => {
        const answer = await subject.ingest(event, context);
        if (answer.statusCode === 400) {
          process.stderr.write(`${JSON.stringify({ message: 'refused', body: event.body })}\n`);
        }
        return answer;
      },
    }),
    ['output', 'leak'],
  ],
  [
    'the secret in an answer',
    (subject) => ({
      ...subject,
      ingest: async (event, context) => {
        const answer = await subject.ingest(event, context);
        return answer.statusCode === 401
          ? { ...answer, body: JSON.stringify({ status: 'refused', expected: 'canary-secret-of-today' }) }
          : answer;
      },
    }),
    ['leak'],
  ],
  [
    'a poisoned message that holds up its neighbours',
    (subject) => ({
      ...subject,
      rtc: async (event, context) => {
        const { batchItemFailures } = await subject.rtc(event, context);
        return {
          batchItemFailures:
            batchItemFailures.length === 0
              ? []
              : event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
        };
      },
    }),
    ['projection'],
  ],
  [
    'an event of a channel that is to be ignored',
    (subject, parts) => ({
      ...subject,
      cdn: async (event, context) => {
        const answer = await subject.cdn(event, context);
        const now = '2026-01-01T00:00:00.000Z';
        await parts.channelSessions.put(
          {
            channelSId: 'from-nowhere',
            channelName: 'test_webhook',
            status: 'live',
            firstEventAt: now,
            asOf: {},
            revision: 1,
            expiresAt: 1,
          },
          undefined,
        );
        return answer;
      },
    }),
    ['tables'],
  ],
];
