// CPU of the deployed ingest bundle per invocation, over a bare handler with the same SDK.

import { pathToFileURL } from 'node:url';
import { bundleOf } from '../../../tools/build/function-bundles';
import { divertOutput } from '../../helpers/captured-output';
import { type Bench, interleaved, type Row } from '../bench';
import { startEventEndpoint } from '../event-endpoint';
import { setIngestEnvironment } from '../function-environment';
import { type HttpHandlerModule, loadHandler } from '../load-handler';
import { documented, httpEvent, SECRET } from '../requests';

/** What invokes a handler with every documented type, `repetitions` times, and accepts no refusal. */
export const invoking = ({ handler }: HttpHandlerModule, repetitions: number) => {
  const events = documented.map(httpEvent);
  return async () => {
    for (let n = 0; n < repetitions; n++) {
      for (const event of events) {
        const { statusCode } = await handler(event, { awsRequestId: 'bench' });
        if (statusCode >= 300) throw new Error(`the handler answered ${statusCode}`);
      }
    }
  };
};

export const ingestHandler: Bench = {
  name: 'ingest-handler',
  compares:
    'CPU of the deployed ingest bundle per invocation, logger and metrics on ÷ HMAC, JSON.parse, one PutEvents',
  async run(short): Promise<Row[]> {
    const endpoint = await startEventEndpoint(SECRET);
    try {
      setIngestEnvironment(endpoint);
      process.env.BENCH_SECRET = SECRET;
      const deployed: HttpHandlerModule = await import(pathToFileURL(bundleOf('ingest')).href);
      const bare = await loadHandler('bare-handler');
      process.env.BENCH_KEEP_MIDDLEWARE = 'true';
      const bareWithOption = await loadHandler('bare-handler', 'with-option');
      const repetitions = short ? 8 : 12;
      const rounds = short ? 13 : 25;
      const against = async (floor: HttpHandlerModule) => {
        const result = await divertOutput(() =>
          interleaved(rounds, invoking(deployed, repetitions), invoking(floor, repetitions)),
        );
        return result;
      };
      const result = await against(bare);
      const withOption = await against(bareWithOption);
      const invocations = repetitions * documented.length;
      return [
        { what: 'deployed ÷ bare', value: result.ratio, unit: '×', goal: 1.05, reached: 1.1 },
        { what: "deployed ÷ bare with the SDK's chain kept, too", value: withOption.ratio, unit: '×' },
        { what: 'deployed', value: result.a / invocations, unit: 'µs CPU' },
        { what: 'bare', value: result.b / invocations, unit: 'µs CPU' },
      ];
    } finally {
      await endpoint.stop();
    }
  },
};
