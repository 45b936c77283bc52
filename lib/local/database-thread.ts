// The thread that serves DynamoDB's API: dynalite, on a LevelDB folder or in memory.
import { once } from 'node:events';
import { join } from 'node:path';
import dynalite from 'dynalite';
import * as v from 'valibot';
import { closeIterators } from './closed-iterators';
import { beginUse, endUse, makeFolder } from './database-folder';
import { serveThread } from './thread';

/** Input of the thread; without a folder, the data is kept in memory. */
const databaseOptions = v.object({
  port: v.number(),
  dataDir: v.optional(v.string()),
});

await serveThread(databaseOptions, async ({ port, dataDir }) => {
  const path = dataDir === undefined ? undefined : join(dataDir, 'dynamodb');
  if (dataDir !== undefined && path !== undefined) {
    await makeFolder(path);
    await beginUse(dataDir, path);
  }
  closeIterators();
  const server = dynalite({
    ...(path !== undefined && { path }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return async () => {
    const closed = new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
    });
    // Clients keep idle connections; nothing is asked on them any more.
    server.closeAllConnections();
    await closed;
    if (dataDir !== undefined) await endUse(dataDir);
  };
});
