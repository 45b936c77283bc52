// The thread that serves the console, where reading a large life holds nothing up.
import * as v from 'valibot';
import { readAssets } from '../console/assets';
import { onceItSucceeds } from '../console/once-it-succeeds';
import { serveConsole } from '../console/serve';
import { localSource } from '../console/source';
import { localDynamoDb } from './local-dynamodb';
import { serveThread } from './thread';

/** Input of the thread. */
const consoleOptions = v.object({ port: v.number(), dynamodbPort: v.number() });

await serveThread(consoleOptions, async ({ port, dynamodbPort }) => {
  const dynamoDb = localDynamoDb(dynamodbPort);
  const console = await serveConsole(port, {
    source: async () => localSource(dynamoDb),
    assets: onceItSucceeds(readAssets),
    onFault: (error) => {
      process.stderr.write(`The console: ${error instanceof Error ? error.stack : String(error)}\n`);
    },
  });
  return async () => {
    await console.close();
    dynamoDb.destroy();
  };
});
