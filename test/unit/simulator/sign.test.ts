import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sign } from '../../../lib/simulator/sign';

const samples = join(process.cwd(), 'test/fixtures/samples');
const published: { secret: string; signatures: Record<string, { sha1: string }> } = JSON.parse(
  readFileSync(join(samples, 'signatures.json'), 'utf8'),
);

describe('sign', () => {
  it("signs the documentation's example as the documentation says", () => {
    const body =
      '{"eventType":10,"noticeId":"4eb720f0-8da7-11e9-a43e-53f411c2761f","notifyMs":1560408533119,"payload":{"a":"1","b":2},"productId":1}';
    expect(sign(Buffer.from(body), 'secret')).toBe('5a3bb6a6d9fad2ea9ae3fb707a14c9d7f3136df1');
  });

  it.each(Object.entries(published.signatures))('signs the sample %s as published', (name, { sha1 }) => {
    expect(sign(readFileSync(join(samples, `${name}.json`)), published.secret)).toBe(sha1);
  });

  it('signs bytes, not characters', () => {
    expect(sign(Buffer.from('{"a":"频道"}'), 'k')).not.toBe(sign(Buffer.from('{"a":"频道"}', 'latin1'), 'k'));
  });
});
