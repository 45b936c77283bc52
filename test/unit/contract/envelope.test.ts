import { isNestedWithin } from '../../../functions/contract/json';
import { readEnvelope } from '../../../functions/contract/notification';

/** JSON text of objects in one another: `levels` of them. */
const nested = (levels: number): string => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;

describe('readEnvelope', () => {
  it('takes an object with a notice id, whatever else is wrong with it', () => {
    for (const json of [
      { noticeId: 'n' },
      { noticeID: 'n' },
      { noticeId: '', noticeID: 'n' },
      { noticeId: null, noticeID: 'n' },
      { noticeId: 'n', productId: 'x', payload: null, notifyMs: 1e300 },
    ]) {
      expect(readEnvelope(structuredClone(json))).toMatchObject({
        usable: true,
        envelope: { noticeId: 'n' },
      });
    }
  });

  it.each([
    [null, 'null'],
    [5, '5'],
    ['text', 'a string'],
    [true, 'true'],
    [[], 'an array'],
    [[{ noticeId: 'n' }], 'an array'],
  ])('refuses what is no object: %j', (json, shown) => {
    expect(readEnvelope(json)).toEqual({
      usable: false,
      issue: { path: '', message: `expected an object but received ${shown}` },
    });
  });

  it.each([
    [{}, 'nothing'],
    [{ noticeId: '' }, '""'],
    [{ noticeId: 5 }, '5'],
    [{ noticeId: null }, 'null'],
    [{ noticeId: ['n'] }, 'an array'],
    [{ noticeId: { a: 's3cr3t' } }, 'an object'],
    [{ noticeID: 5 }, '5'],
    [{ noticeId: '', noticeID: '' }, '""'],
    [{ noticeId: 0, noticeID: null }, '0'],
  ])('refuses an object without a usable notice id: %j', (json, shown) => {
    expect(readEnvelope(structuredClone(json))).toEqual({
      usable: false,
      issue: { path: 'noticeId', message: `expected a non-empty string but received ${shown}` },
    });
  });

  it('takes what is nested 64 deep, the envelope counted, and refuses 65', () => {
    const envelope = (levels: number): unknown =>
      JSON.parse(`{"noticeId":"n","payload":${nested(levels - 1)}}`);
    expect(readEnvelope(envelope(64)).usable).toBe(true);
    expect(readEnvelope(envelope(65))).toEqual({
      usable: false,
      issue: { path: '', message: 'expected objects and arrays nested no deeper than 64' },
    });
  });

  it('refuses what is nested 20,000 deep without recursing into it', () => {
    const json: unknown = JSON.parse(`{"noticeId":"n","payload":${'['.repeat(20_000)}${']'.repeat(20_000)}}`);
    expect(readEnvelope(json).usable).toBe(false);
  });
});

describe('isNestedWithin', () => {
  it.each([
    [5, 0, true],
    [null, 0, true],
    [{}, 0, false],
    [{}, 1, true],
    [[], 1, true],
    [{ a: 1, b: 'x' }, 1, true],
    [{ a: [] }, 1, false],
    [[[{}]], 3, true],
    [[1, [2, { a: [3] }]], 3, false],
  ])('%j within %i levels: %p', (value, levels, within) => {
    expect(isNestedWithin(value, levels)).toBe(within);
  });

  it('looks behind __proto__ keys, too', () => {
    expect(isNestedWithin(JSON.parse('{"__proto__":{"a":{}}}'), 2)).toBe(false);
  });
});
