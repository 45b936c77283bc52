// Load time of the deployed ingest bundle in a fresh process, over the same source bundled plainly.
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleOf } from '../../../tools/build/function-bundles';
import { type Bench, median, type Row } from '../bench';

const PLAIN = resolve('.local/bench/plain.cjs');
const SCRIPT = 'const t=performance.now();await import(process.argv[1]);console.log(performance.now()-t)';

const loadMs = async (path: string): Promise<number> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--no-warnings', '-e', SCRIPT, pathToFileURL(path).href],
    {
      env: {
        AWS_REGION: 'us-east-1',
        EVENT_BUS_NAME: 'bench',
        PARKING_QUEUE_URL: 'bench',
        SIGNING_SECRET_ARN: 'bench',
        BODY_LIMIT_BYTES: '65536',
        IGNORED_CHANNELS: '["test_webhook"]',
        POWERTOOLS_METRICS_NAMESPACE: 'Bench',
        // As the deployed function has it: it costs loading time.
        NODE_OPTIONS: '--enable-source-maps',
      },
    },
  );
  return Number(stdout.trim().split('\n').at(-1));
};

export const coldStart: Bench = {
  name: 'cold-start',
  compares:
    'load time of the deployed ingest bundle ÷ the same source as CommonJS, SDK included, not minified',
  async run(short): Promise<Row[]> {
    const deployed = bundleOf('ingest');
    await build({
      entryPoints: ['functions/ingest/main.ts'],
      outfile: PLAIN,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node24',
      logLevel: 'error',
    });
    const ratios: number[] = [];
    const times: number[] = [];
    for (let run = 0; run < (short ? 10 : 30); run++) {
      const a = await loadMs(deployed);
      ratios.push(a / (await loadMs(PLAIN)));
      times.push(a);
    }
    return [
      { what: 'deployed ÷ plain', value: median(ratios), unit: '×', goal: 0.6 },
      { what: 'deployed', value: median(times), unit: 'ms' },
      { what: 'size without source map', value: (await stat(deployed)).size / 1000, unit: 'KB', goal: 230 },
    ];
  },
};
