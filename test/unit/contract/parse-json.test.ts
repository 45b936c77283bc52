// JSON with numbers that a double does not hold reads and writes as JSON does, but for those numbers.
import { asDoubles, isJsonObject, parseJson, shown, wireJson } from '../../../functions/contract/json';
import { readEnvelope } from '../../../functions/contract/notification';

describe('parseJson', () => {
  const big = '18446744073709551615';

  it.each([
    ['duplicate keys, where the last counts', `{"a":1,"b":${big},"a":{"c":2}}`, `{"a":{"c":2},"b":${big}}`],
    ['keys that objects inherit', `{"__proto__":{"a":${big}},"toString":1,"constructor":null}`, undefined],
    ['keys that look like numbers', `{"z":${big},"10":1,"2":2}`, `{"2":2,"10":1,"z":${big}}`],
    ['escapes', `{"\\u0061\\n\\"":"\\ud83d\\ude00\\\\","n":${big}}`, `{"a\\n\\"":"😀\\\\","n":${big}}`],
    ['a lone surrogate', `{"a":"\\ud83d","n":${big}}`, undefined],
    ['blanks', ` {\t"a" :\r\n[ ${big} , 1 ] } `, `{"a":[${big},1]}`],
    ['empty things', `[{},[],"",${big}]`, undefined],
    ['the library’s own mark as a key', `{"isLosslessNumber":true,"value":"5","n":${big}}`, undefined],
    ['a method of JSON as a key', `{"toJSON":"x","toString":5,"valueOf":null,"n":${big}}`, undefined],
  ])('reads and writes %s as JSON does, but for the number', (_, text, written = text) => {
    const value = parseJson(text);
    expect(wireJson(value)).toBe(written);
    expect(asDoubles(value)).toEqual(JSON.parse(text));
    expect(Object.getPrototypeOf(value)).toBe(Object.getPrototypeOf(JSON.parse(text)));
  });

  it('does not take digits within strings for numbers', () => {
    const text = '{"a":"x: 18446744073709551615, 1e400,-0","id":"7e4","6383f0a1b7e4":"9007199254740993"}';
    expect(parseJson(text)).toEqual(JSON.parse(text));
    expect(wireJson(parseJson(text))).toBe(text);
  });

  it('leaves out one byte order mark, and no more', () => {
    expect(parseJson('\ufeff{"a":1}')).toEqual({ a: 1 });
    expect(parseJson(`\ufeff{"a":${big}}`)).toEqual(parseJson(`{"a":${big}}`));
    for (const text of ['\ufeff\ufeff{}', '{}\ufeff', ' \ufeff{}', '\ufeff']) {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    }
  });

  it.each([
    '{"a":01}',
    '{"a":1e}',
    '{"a":+1}',
    '{"a":.5}',
    '{"a":1.}',
    '{"a":- 0}',
    '{"a":-}',
    '{"a":1e400',
    '[NaN]',
    '[-Infinity]',
  ])('throws on what is not JSON: %s', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it('stays within its stack and its time, however deep and however many', () => {
    const deep = `${'['.repeat(30_000)}${big}${']'.repeat(30_000)}`;
    expect(readEnvelope(parseJson(`{"noticeId":"n","a":${deep}}`)).usable).toBe(false);
    for (const text of [
      `[${`${'1'.repeat(60_000)}`}]`,
      `[${'1e400,'.repeat(10_000)}1]`,
      `{"a":"${',1.1.1.1'.repeat(8_000)}"}`,
      `{"a":"${',1'.repeat(30_000)}"}`,
      `{"a":"${','.repeat(60_000)}"}`,
    ]) {
      const start = performance.now();
      expect(wireJson(parseJson(text))).toBe(text);
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});

it('is no JSON object, and shown as it is', () => {
  expect(isJsonObject(parseJson('1e400'))).toBe(false);
  expect(shown(parseJson('1e400'))).toBe('1e400');
});
