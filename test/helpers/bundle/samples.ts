// The vendor's samples and those of real senders, byte for byte.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Notification } from '../../../functions/contract/notification';
import { inParallel } from '../in-parallel';
import { type BundleClient, expectAccepted, type Json, nowSeconds, sign, unique } from './client';

const SAMPLES = join(process.cwd(), 'test/fixtures/samples');
const sampleNames = readdirSync(SAMPLES)
  .filter((file) => file.endsWith('.json') && file !== 'signatures.json')
  .map((file) => file.replace('.json', ''));
const readSample = (name: string): Buffer => readFileSync(join(SAMPLES, `${name}.json`));
const signatures: { secret: string; signatures: Record<string, { sha1: string; sha256: string }> } =
  JSON.parse(readFileSync(join(SAMPLES, 'signatures.json'), 'utf8'));

/** Defines the tests of the samples. */
export const describeSamples = (bundle: BundleClient): void => {
  describe('samples', () => {
    it('every one is accepted, byte for byte, with its own signatures', async () => {
      const known = bundle.secret === signatures.secret;
      const cases = sampleNames.flatMap((name) =>
        (['sha1', 'sha256'] as const).map((algorithm) => ({ name, algorithm })),
      );
      expect(cases).toHaveLength(42);
      await inParallel(cases, async ({ name, algorithm }) => {
        const body = readSample(name);
        const signature = known
          ? signatures.signatures[name]?.[algorithm]
          : sign(body, bundle.secret, algorithm);
        const { noticeId, noticeID } = JSON.parse(body.toString());
        expectAccepted(
          await bundle.postSigned(body, { 'Ar-Signature': signature ?? '' }),
          noticeId ?? noticeID,
        );
      });
    });

    it('together they give the items that the oracle says', async () => {
      // The samples are years old, so they are moved to now; and into a channel of their own.
      const id = unique();
      const shift = nowSeconds() - 4 * 3600 - 1669111199;
      const moved = (name: string): Json => {
        const { notifyMs, payload, ...envelope } = JSON.parse(readSample(name).toString());
        const { ts, Ts, time, channelSId, stream, ...rest } = payload;
        return {
          ...envelope,
          notifyMs: notifyMs + shift * 1000,
          payload: {
            ...rest,
            ...(ts && { ts: ts + shift }),
            ...(Ts && { Ts: Ts + shift * 1000 }),
            ...(time && { time: time + shift * 1000 }),
            ...(channelSId && { channelSId: `${channelSId}-${id}` }),
            ...(stream && { stream: `${stream}-${id}` }),
          },
        };
      };
      const wild = sampleNames.filter((name) => name.startsWith('wild-'));
      const documented = sampleNames.filter(
        (name) => !name.startsWith('wild-') && !name.startsWith('other-'),
      );
      expect([documented.length, wild.length]).toEqual([16, 3]);
      const answers = await inParallel(sampleNames, (name) => bundle.postJson(moved(name)));
      expect(answers.map(({ status }) => status)).toEqual(sampleNames.map(() => 200));

      const user = { channelName: 'show68', channelSId: `6383f0a1b7e4-${id}` };
      await bundle.expectTables([
        ...documented.map((name) => moved(name) as unknown as Notification),
        {
          noticeId: 'ntc-w1',
          productId: 1,
          eventType: 103,
          notifyMs: 1669111204000 + shift * 1000,
          payload: { ...user, ts: 1669111204 + shift, uid: 90001, uSId: '3f00c0ffee03', platform: 8 },
        },
        {
          noticeId: 'ntc-w2',
          productId: 1,
          eventType: 105,
          notifyMs: 1669111205000 + shift * 1000,
          payload: { ...user, ts: 1669111205 + shift, uid: 90002, uSId: '4f00c0ffee04', platform: 5 },
        },
      ]);
    });
  });
};
