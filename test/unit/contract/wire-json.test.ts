// JSON for the bus and the queues: what they take, and no larger than what was sent.
import { parseJson, wireJson } from '../../../functions/contract/json';

const MAX_EVENT_BYTES = 262_144;

describe('JSON for the wire', () => {
  it('escapes what SQS refuses, and says the same', () => {
    const value = { '\ufffe': '\uffff', text: 'a\ufffeb"\\' };
    expect(wireJson(value)).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(wireJson(value))).toEqual(value);
  });

  it.each([
    ['large round numbers', `[${'1e20,'.repeat(13_000)}1]`],
    ['small numbers', `[${'1e-5,'.repeat(13_000)}1]`],
    ['negative ones', `[${'-1e20,'.repeat(10_000)}1]`],
    ['those that grow most', `[${'1e15,'.repeat(13_000)}1]`],
    ['those that no double holds', `[${'1e400,'.repeat(10_000)}1]`],
    ['noncharacters', JSON.stringify('\ufffe'.repeat(21_800))],
    ['control characters', JSON.stringify('\u0001'.repeat(10_900))],
  ])('keeps a body of 64 KiB within one event of 256 KiB: %s', (_, payload) => {
    const body = `{"noticeId":"n","payload":${payload}}`;
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
    const json = wireJson(parseJson(body));
    expect(Buffer.byteLength(json)).toBeLessThan(MAX_EVENT_BYTES);
    expect(JSON.parse(json)).toEqual(JSON.parse(body));
  });

  it('leaves digits within strings and keys alone', () => {
    const value = {
      numbers: Array.from({ length: 9_000 }, () => 1e20),
      '100000000000000000000': '100000000000000000000 "100000000000000000000" \\',
      exact: [1.5, -0.25, 123456789012, 2 ** 53 - 1, 1e-7, 5e-324, 1.7976931348623157e308],
    };
    expect(JSON.parse(wireJson(value))).toEqual(value);
  });
});
