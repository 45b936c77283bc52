// CPU of the deployed ingest bundle per invocation, over a bare handler with the same SDK.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { type Bench, interleaved, type Row } from '../bench';
import { bundleOf } from '../bundles';
import { startEventEndpoint } from '../event-endpoint';
import { setIngestEnvironment } from '../function-environment';
import { documented, httpEvent, SECRET } from '../requests';

interface Handler {
  handler(event: unknown, context: unknown): Promise<{ statusCode: number }>;
}

const BARE = resolve('.local/bench/bare-handler.mjs');

const loadBare = async (): Promise<Handler> => {
  await build({
    entryPoints: ['test/bench/bare-handler.ts'],
    outfile: BARE,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: ['@smithy/core/event-streams'],
    alias: { '@aws-sdk/credential-provider-node': './functions/shared/environment-credentials.ts' },
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return import(pathToFileURL(BARE).href);
};

/** What the function prints goes nowhere, but is written all the same. */
const silently = async <T>(run: () => Promise<T>): Promise<T> => {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  try {
    return await run();
  } finally {
    process.stdout.write = write;
  }
};

export const ingestHandler: Bench = {
  name: 'ingest-handler',
  compares:
    'CPU of the deployed ingest bundle per invocation, logger and metrics on ÷ HMAC, JSON.parse, one PutEvents',
  async run(short): Promise<Row[]> {
    const endpoint = await startEventEndpoint(SECRET);
    try {
      setIngestEnvironment(endpoint.url);
      process.env.BARE_SECRET = SECRET;
      const deployed: Handler = await import(pathToFileURL(await bundleOf('ingest')).href);
      const bare = await loadBare();
      const events = documented.map(httpEvent);
      const repetitions = short ? 6 : 12;
      const invoke = (handler: Handler) => async () => {
        for (let n = 0; n < repetitions; n++) {
          for (const event of events) {
            const { statusCode } = await handler.handler(event, { awsRequestId: 'bench' });
            if (statusCode !== 200) throw new Error(`the handler answered ${statusCode}`);
          }
        }
      };
      const { ratio, a, b } = await silently(() =>
        interleaved(short ? 9 : 25, invoke(deployed), invoke(bare)),
      );
      const invocations = repetitions * events.length;
      return [
        { what: 'deployed ÷ bare', value: ratio, unit: '×', goal: 1.25 },
        { what: 'deployed', value: a / invocations, unit: 'µs CPU' },
        { what: 'bare', value: b / invocations, unit: 'µs CPU' },
      ];
    } finally {
      await endpoint.stop();
    }
  },
};
