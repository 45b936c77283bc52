// AWS calls per notification at ingest, warm, counted at the endpoint that takes them.
import { pathToFileURL } from 'node:url';
import type { Bench, Row } from '../bench';
import { bundleOf } from '../bundles';
import { startEventEndpoint } from '../event-endpoint';
import { setIngestEnvironment } from '../function-environment';
import { documented, httpEvent, SECRET, wild } from '../requests';

export const calls: Bench = {
  name: 'calls',
  compares: 'AWS calls per notification at ingest, warm',
  async run(): Promise<Row[]> {
    const endpoint = await startEventEndpoint(SECRET);
    try {
      setIngestEnvironment(endpoint.url);
      // A module of its own for this bench: its clients go to this endpoint.
      const url = pathToFileURL(await bundleOf('ingest'));
      url.search = 'calls';
      const { handler } = await import(url.href);
      const { log } = console;
      const events = [...documented, ...wild].map(httpEvent);
      const invokeAll = async () => {
        for (const event of events) await handler(event, { awsRequestId: 'bench' });
      };
      const { write } = process.stdout;
      process.stdout.write = () => true;
      console.log = () => {};
      try {
        await invokeAll();
        const warm = sum(await endpoint.calls());
        await invokeAll();
        const total = sum(await endpoint.calls());
        return [
          { what: 'calls per notification', value: (total - warm) / events.length, unit: 'calls', goal: 1 },
        ];
      } finally {
        process.stdout.write = write;
        console.log = log;
      }
    } finally {
      await endpoint.stop();
    }
  },
};

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);
