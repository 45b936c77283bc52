// The embedded stack as a target of the end-to-end suite.
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { startEmbedded } from './embedded-process';
import { httpRequest } from './http-request';
import { localTableNames, readTables } from './read-tables';
import type { Target } from './target';

/** Starts an embedded stack with a data folder of its own. */
export const startEmbeddedTarget = async (): Promise<Target> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'embedded-'));
  const embedded = await startEmbedded({ dataDir });
  const client = localDynamoDb(embedded.dynamodbPort);
  const agent = new Agent({ keepAlive: true });
  return {
    name: 'embedded',
    secret: 'local-secret',
    post: (body, headers, method = 'POST', path = '/notifications') =>
      httpRequest({ port: embedded.port, path, method, headers, body, agent }),
    // It answers only after the tables have what it was sent.
    settled: async () => {},
    readTables: () => readTables(client, localTableNames),
    stop: async () => {
      agent.destroy();
      client.destroy();
      const end = await embedded.end('SIGTERM');
      await rm(dataDir, { recursive: true });
      if (end !== 0 || embedded.stderr() !== '') {
        throw new Error(`The embedded stack ended with ${end} and printed:\n${embedded.stderr()}`);
      }
    },
  };
};
