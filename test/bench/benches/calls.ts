// AWS calls per notification at ingest, warm, counted at the endpoint that takes them.

import { pathToFileURL } from 'node:url';
import { bundleOf } from '../../../tools/build/function-bundles';
import { divertOutput } from '../../helpers/captured-output';
import type { Bench, Row } from '../bench';
import { startEventEndpoint } from '../event-endpoint';
import { setIngestEnvironment } from '../function-environment';
import { documented, httpEvent, SECRET, wild } from '../requests';

export const calls: Bench = {
  name: 'calls',
  compares: 'AWS calls per notification at ingest, warm',
  async run(): Promise<Row[]> {
    const endpoint = await startEventEndpoint(SECRET);
    try {
      setIngestEnvironment(endpoint);
      const { handler } = await import(pathToFileURL(bundleOf('ingest')).href);
      const events = [...documented, ...wild].map(httpEvent);
      const invokeAll = () =>
        divertOutput(async () => {
          for (const event of events) await handler(event, { awsRequestId: 'bench' });
        });
      await invokeAll();
      const before = sum(await endpoint.calls());
      await invokeAll();
      const after = sum(await endpoint.calls());
      return [
        {
          what: 'calls per notification',
          value: (after - before) / events.length,
          unit: 'calls',
          goal: 1,
          comparison: 'exactly',
        },
      ];
    } finally {
      await endpoint.stop();
    }
  },
};

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);
