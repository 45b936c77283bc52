import { createHmac } from 'node:crypto';
import { isSignedWithOneOf } from '../../../functions/ingest/signature';
import { sampleFileNames, sampleSecret, samples } from '../../helpers/samples';

const body = Buffer.from(
  '{"eventType":10,"noticeId":"4eb720f0-8da7-11e9-a43e-53f411c2761f","notifyMs":1560408533119,"payload":{"a":"1","b":2},"productId":1}',
);
const sha1 = '5a3bb6a6d9fad2ea9ae3fb707a14c9d7f3136df1';
const sha256 = 'de96da5acf03b0021ac3b4fa2225e7ae6f3533a30d50bb02c08ea4fa748bda24';

/** A text with one character replaced by another hex digit. */
const damagedAt = (signature: string, index: number): string =>
  signature.slice(0, index) + (signature[index] === '0' ? '1' : '0') + signature.slice(index + 1);

describe("the protocol's vector", () => {
  it.each([
    ['HMAC-SHA1', sha1],
    ['HMAC-SHA256', sha256],
  ])('%s is right, in any case of its digits', (_, signature) => {
    expect(isSignedWithOneOf(['secret'], { body, signature })).toBe(true);
    expect(isSignedWithOneOf(['secret'], { body, signature: signature.toUpperCase() })).toBe(true);
  });

  it.each([
    ['HMAC-SHA1', sha1],
    ['HMAC-SHA256', sha256],
  ])('%s is wrong with any one digit changed', (_, signature) => {
    for (let index = 0; index < signature.length; index++) {
      expect(isSignedWithOneOf(['secret'], { body, signature: damagedAt(signature, index) })).toBe(false);
    }
  });

  it.each([
    ['another body', ['secret'], Buffer.from(`${body} `), sha1],
    ['another secret', ['Secret'], body, sha1],
    ['no secret', [], body, sha1],
    ['nothing', ['secret'], body, ''],
    ['a digit less', ['secret'], body, sha1.slice(1)],
    ['a digit more', ['secret'], body, `${sha1}0`],
    ['a prefix', ['secret'], body, `sha1=${sha1}`],
    ['40 characters that are no hex digits', ['secret'], body, 'g'.repeat(40)],
    ['64 characters that are no hex digits', ['secret'], body, `${sha256.slice(0, 63)} `],
    ['the start of the other hash', ['secret'], body, sha256.slice(0, 40)],
    ['a line break at its end', ['secret'], body, `${sha1.slice(0, 39)}\n`],
  ])('is refused for %s', (_, secrets, bytes, signature) => {
    expect(isSignedWithOneOf(secrets, { body: bytes, signature })).toBe(false);
  });
});

describe('two secrets that are valid together', () => {
  it.each(['first', 'second'])('both count: signed with the %s', (secret) => {
    for (const algorithm of ['sha1', 'sha256']) {
      const signature = createHmac(algorithm, secret).update(body).digest('hex');
      expect(isSignedWithOneOf(['first', 'second'], { body, signature })).toBe(true);
      expect(isSignedWithOneOf(['third'], { body, signature })).toBe(false);
    }
  });
});

describe('the second header', () => {
  it('holds SHA-256, and counts where the first is absent', () => {
    expect(isSignedWithOneOf(['secret'], { body, signatureV2: sha256 })).toBe(true);
    expect(isSignedWithOneOf(['secret'], { body, signatureV2: sha1 })).toBe(false);
    expect(isSignedWithOneOf(['secret'], { body, signature: sha1, signatureV2: '0' })).toBe(true);
    expect(isSignedWithOneOf(['secret'], { body, signature: damagedAt(sha1, 0), signatureV2: sha256 })).toBe(
      false,
    );
  });
});

describe('the samples', () => {
  it('are all signed', () => {
    expect(samples.map(({ name }) => name).sort()).toEqual(sampleFileNames().sort());
  });

  it.each(samples.map((sample) => [sample.name, sample] as const))(
    '%s has the signatures that it must',
    (_, sample) => {
      expect(isSignedWithOneOf([sampleSecret], { body: sample.body, signature: sample.sha1 })).toBe(true);
      expect(isSignedWithOneOf([sampleSecret], { body: sample.body, signature: sample.sha256 })).toBe(true);
      expect(isSignedWithOneOf(['other'], { body: sample.body, signature: sample.sha1 })).toBe(false);
      expect(
        isSignedWithOneOf([sampleSecret], { body: sample.body.subarray(1), signature: sample.sha256 }),
      ).toBe(false);
    },
  );
});
