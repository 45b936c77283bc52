// The deployed ingest bundle against what AWS's quick start for inbound webhooks does, on the same input.

import { pathToFileURL } from 'node:url';
import { bundleOf } from '../../../tools/build/function-bundles';
import { divertOutput } from '../../helpers/captured-output';
import { type Bench, interleaved, type Row } from '../bench';
import { type EventEndpoint, startEventEndpoint } from '../event-endpoint';
import { setIngestEnvironment } from '../function-environment';
import { type HttpHandlerModule, loadHandler } from '../load-handler';
import { documented, httpEvent, SECRET } from '../requests';
import { invoking } from './ingest-handler';

const callsOf = async (endpoint: EventEndpoint, run: () => Promise<void>): Promise<number> => {
  const before = total(await endpoint.calls());
  await run();
  return (total(await endpoint.calls()) - before) / documented.length;
};

/** Of the notifications sent while the bus takes nothing, the share that is kept somewhere: answered below 300. */
const keptOf = async ({ handler }: HttpHandlerModule): Promise<number> => {
  let kept = 0;
  for (const event of documented.map(httpEvent)) {
    const { statusCode } = await handler(event, { awsRequestId: 'bench' });
    if (statusCode < 300) kept++;
  }
  return kept / documented.length;
};

export const peer: Bench = {
  name: 'peer',
  compares:
    "deployed ingest bundle against the logic of AWS's inbound-webhook quick start, on the same input",
  async run(short): Promise<Row[]> {
    const endpoint = await startEventEndpoint(SECRET);
    try {
      setIngestEnvironment(endpoint);
      process.env.BENCH_SECRET = SECRET;
      const deployed: HttpHandlerModule = await import(pathToFileURL(bundleOf('ingest')).href);
      const quickStart = await loadHandler('webhook-quick-start');
      const repetitions = short ? 8 : 12;
      const result = await divertOutput(async () => {
        const cpu = await interleaved(
          short ? 13 : 25,
          invoking(deployed, repetitions),
          invoking(quickStart, repetitions),
        );
        const calls = await callsOf(endpoint, invoking(deployed, 1));
        const peerCalls = await callsOf(endpoint, invoking(quickStart, 1));
        await endpoint.refuse(true);
        return {
          cpu,
          calls,
          peerCalls,
          kept: await keptOf(deployed),
          peerKept: await keptOf(quickStart),
        };
      });
      const { cpu, calls, peerCalls, kept, peerKept } = result;
      return [
        { what: 'CPU, deployed ÷ peer', value: cpu.ratio, unit: '×', goal: 1, reached: 1.05 },
        { what: 'AWS calls per notification', value: calls, unit: 'calls', goal: peerCalls },
        { what: 'kept while the bus refuses', value: kept, unit: 'of 1', goal: 1, comparison: 'atLeast' },
        { what: 'kept while the bus refuses, peer', value: peerKept, unit: 'of 1' },
      ];
    } finally {
      await endpoint.stop();
    }
  },
};

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
