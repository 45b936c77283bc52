// CPU time to load each function's bundle in a fresh process, over the same source bundled plainly.
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleOf, functionNames } from '../../../tools/build/function-bundles';
import { type Bench, median, type Row } from '../bench';

// CPU time: the machine may be shared.
const SCRIPT =
  'const c=process.cpuUsage();await import(process.argv[1]);const{user,system}=process.cpuUsage(c);console.log((user+system)/1000)';

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
        CHANNEL_SESSIONS_TABLE: 'bench',
        USER_SESSIONS_TABLE: 'bench',
        CDN_STREAMS_TABLE: 'bench',
        CHANNEL_REPORTS_TABLE: 'bench',
        RETENTION_DAYS: '90',
        OPEN_RETENTION_DAYS: '365',
        EMPTY_MINUTES: '15',
        SILENT_HOURS: '0',
        COUNT_EVENTS: 'false',
        POWERTOOLS_METRICS_NAMESPACE: 'Bench',
      },
    },
  );
  return Number(stdout.trim().split('\n').at(-1));
};

const measure = async (name: string, rounds: number): Promise<Row[]> => {
  const deployed = bundleOf(name);
  const plain = resolve(`.local/bench/${name}-plain.cjs`);
  await build({
    entryPoints: [`functions/${name}/main.ts`],
    outfile: plain,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    logLevel: 'error',
  });
  const ratios: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const time = await loadMs(deployed);
    ratios.push(time / (await loadMs(plain)));
    times.push(time);
  }
  return [
    { what: `${name} ÷ plain`, value: median(ratios), unit: '×', goal: 0.4, reached: 0.52 },
    { what: name, value: median(times), unit: 'ms CPU' },
    {
      what: `${name}, size without source map`,
      value: (await stat(deployed)).size / 1000,
      unit: 'KB',
      ...(name === 'ingest' && { goal: 230, reached: 266 }),
    },
  ];
};

export const coldStart: Bench = {
  name: 'cold-start',
  compares:
    "CPU time to load each function's bundle ÷ the same source as CommonJS, SDK included, not minified",
  async run(short): Promise<Row[]> {
    const rows: Row[] = [];
    for (const name of await functionNames()) {
      const rounds = name === 'ingest' ? 30 : 12;
      rows.push(...(await measure(name, short ? rounds / 3 : rounds)));
    }
    return rows;
  },
};
