// CPU of the pure path of ingest, from bytes to event, over the least that any receiver must do.
import { createHmac } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { CachedSigningSecrets } from '../../../functions/ingest/signing-secrets';
import { bundling } from '../../../tools/build/bundling';
import { type Bench, interleaved, type Row } from '../bench';
import { documented, SECRET, type SignedBody, wild } from '../requests';

type ReadRequest = typeof import('../../../functions/ingest/ingest').readRequest;

const OUT = resolve('.local/bench/ingest-path.mjs');

// The same code and the same settings as in the deployed bundle, whose entry does not export the pure path.
const loadPath = async (): Promise<ReadRequest> => {
  await build({
    entryPoints: ['functions/ingest/ingest.ts'],
    outfile: OUT,
    ...bundling,
  });
  const module: { readRequest: ReadRequest } = await import(pathToFileURL(OUT).href);
  return module.readRequest;
};

const compare = async (readRequest: ReadRequest, requests: readonly SignedBody[], short: boolean) => {
  const secrets = new CachedSigningSecrets(
    async () => SECRET,
    (error) => {
      throw error;
    },
  );
  const repetitions = Math.ceil((short ? 8_000 : 20_000) / requests.length);
  return interleaved(
    short ? 9 : 21,
    async () => {
      for (let n = 0; n < repetitions; n++) {
        for (const request of requests) {
          await readRequest(request, { secrets, bodyLimitBytes: 65_536, ignoredChannels: ['test_webhook'] });
        }
      }
    },
    () => {
      for (let n = 0; n < repetitions; n++) {
        for (const { body } of requests) {
          createHmac('sha1', SECRET).update(body).digest('hex');
          JSON.parse(body.toString('utf8'));
        }
      }
    },
  );
};

export const ingestCpu: Bench = {
  name: 'ingest-cpu',
  compares: 'CPU of bytes → verified → parsed → normalized → event ÷ createHmac over the bytes + JSON.parse',
  async run(short): Promise<Row[]> {
    const readRequest = await loadPath();
    const ofDocumented = await compare(readRequest, documented, short);
    const ofWild = await compare(readRequest, wild, short);
    return [
      { what: 'documented forms', value: ofDocumented.ratio, unit: '×', goal: 2 },
      { what: 'wild forms', value: ofWild.ratio, unit: '×', goal: 2.6 },
    ];
  },
};
