import { eventPatterns } from '../../../functions/contract/events';
import { compilePattern } from '../../../lib/local/event-pattern';

describe('compilePattern', () => {
  it('matches one of several values of a field', () => {
    const matches = compilePattern({ source: ['a', 'b'] });
    expect([{ source: 'a' }, { source: 'b' }, { source: 'c' }, {}].map(matches)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('wants every field of the pattern, also within objects', () => {
    const matches = compilePattern({ source: ['a'], detail: { payload: { uid: [7, '7'] } } });
    expect(matches({ source: 'a', detail: { payload: { uid: 7 } } })).toBe(true);
    expect(matches({ source: 'a', detail: { payload: { uid: 8 } } })).toBe(false);
    expect(matches({ source: 'b', detail: { payload: { uid: 7 } } })).toBe(false);
    expect(matches({ source: 'a', detail: 'payload' })).toBe(false);
  });

  it('tells values of different types apart, and matches null and booleans', () => {
    const matches = compilePattern({ value: [null, true, 1] });
    expect([null, true, 1].every((value) => matches({ value }))).toBe(true);
    expect(['null', 'true', '1', undefined, false].some((value) => matches({ value }))).toBe(false);
  });

  it('matches an array of the event by one of its elements', () => {
    const matches = compilePattern({ resources: ['x'] });
    expect(matches({ resources: ['w', 'x'] })).toBe(true);
    expect(matches({ resources: ['w'] })).toBe(false);
  });

  it('does not look at what an object inherits', () => {
    expect(compilePattern({ constructor: { name: ['Object'] } })({})).toBe(false);
  });

  it.each([
    ['a prefix', { source: [{ prefix: 'anyrtc.' }] }],
    ['exists', { detail: { x: [{ exists: true }] } }],
    ['$or', { $or: [{ source: ['a'] }, { source: ['b'] }] }],
    ['anything but', { source: ['a', { 'anything-but': ['b'] }] }],
  ])('refuses an operator that it does not know: %s', (_, pattern) => {
    expect(() => compilePattern(pattern)).toThrow(/is not known here/);
  });

  it.each([[{}], [{ source: 'a' }], [null], [[]]])('refuses what is no pattern: %j', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(/expected an object/);
  });

  it("knows all operators of the stack's own rules, which match one product each", () => {
    for (const [own, other, pattern, productId] of [
      ['anyrtc.rtc', 'anyrtc.cdn', eventPatterns.rtc, 1],
      ['anyrtc.cdn', 'anyrtc.rtc', eventPatterns.cdn, 2],
    ] as const) {
      const matches = compilePattern(pattern);
      for (const source of [own, 'anyrtc.unrecognized']) {
        expect(matches({ source, detail: { productId } })).toBe(true);
        expect(matches({ source, detail: { productId: String(productId) } })).toBe(true);
        expect(matches({ source, detail: { productId: 3 - productId } })).toBe(false);
        expect(matches({ source, detail: {} })).toBe(false);
      }
      expect(matches({ source: other, detail: { productId } })).toBe(false);
    }
  });
});
