// The documented form of the documented form is the same.
import fc from 'fast-check';
import { toDocumentedForm } from '../../../functions/contract/documented-form';
import type { JsonObject } from '../../../functions/contract/json';

describe('bringing to the documented form twice', () => {
  const anyField = fc.oneof(
    fc.constantFrom<unknown>('90001', '007', 'true', '200', '1669111204000', '9007199254740993', '-0', ''),
    fc.constantFrom<unknown>(1669111204, 1669111204123, 1e11, 1e300, -1, 0, null, true),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const payloadNames = [
    ...['ts', 'Ts', 'uid', 'eventType', 'secret', 'noticeID', 'appId', 'retry', 'code', 'time', 'width'],
    ...['height', 'audioChannels', 'audioSampleRate', 'elapse', 'stream', '__proto__'],
  ];
  const objectOf = (names: readonly string[]) =>
    fc
      .dictionary(fc.constantFrom(...names), anyField, { maxKeys: 8 })
      .map((fields) => JSON.stringify(fields));
  const envelope = fc
    .record({
      top: objectOf(['noticeId', 'noticeID', 'eventType', 'notifyMs', 'secret', 'more']),
      productId: fc.constantFrom<unknown>(1, 2, 3, '1', undefined),
      payload: fc.oneof(
        { weight: 4, arbitrary: objectOf(payloadNames) },
        { weight: 1, arbitrary: fc.json() },
      ),
    })
    .map(({ top, productId, payload }): JsonObject => {
      const fields: JsonObject = JSON.parse(top);
      return { ...fields, ...(productId !== undefined && { productId }), payload: JSON.parse(payload) };
    });

  it('changes nothing more, and never touches what is no quirk', () => {
    fc.assert(
      fc.property(envelope, (sent) => {
        const once = toDocumentedForm(structuredClone(sent));
        const text = JSON.stringify(once);
        expect(JSON.stringify(toDocumentedForm(once))).toBe(text);
        expect(once).not.toHaveProperty('secret');
        expect(once).not.toHaveProperty('noticeID');
        expect(once.more).toEqual(sent.more);
      }),
      { numRuns: 500 },
    );
  });
});
