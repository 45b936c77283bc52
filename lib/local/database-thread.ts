// The thread that serves DynamoDB's API: dynalite, on a LevelDB folder or in memory.
import { once } from 'node:events';
import { join } from 'node:path';
import { MessagePort } from 'node:worker_threads';
import dynalite from 'dynalite';
import * as v from 'valibot';
import { beginUse, endUse, makeFolder } from './database-folder';
import { serveShortWay } from './short-way';
import { serveThread } from './thread';

/** Input of the thread. */
export const databaseOptions = v.object({
  port: v.number(),
  dataDir: v.optional(v.string()),
  shortWay: v.instance(MessagePort),
});

await serveThread(databaseOptions, async ({ port, dataDir, shortWay }) => {
  const path = dataDir === undefined ? undefined : join(dataDir, 'dynamodb');
  if (dataDir !== undefined && path !== undefined) {
    await makeFolder(path);
    await beginUse(dataDir, path);
  }
  const server = dynalite({
    ...(path !== undefined && { path }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  serveShortWay(shortWay, server);
  return async () => {
    shortWay.close();
    const closed = new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
    });
    // Clients keep idle connections; nothing is asked on them any more.
    server.closeAllConnections();
    await closed;
    if (dataDir !== undefined) await endUse(dataDir);
  };
});
