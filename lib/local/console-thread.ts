// The thread that serves the console: dynamodb-admin, whose pages show the tables.
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'dynamodb-admin';
import * as v from 'valibot';
import { localDynamoDb } from './local-dynamodb';
import { serveThread } from './thread';

/** Input of the thread. */
export const consoleOptions = v.object({ port: v.number(), dynamodbPort: v.number() });

await serveThread(consoleOptions, async ({ port, dynamodbPort }) => {
  const dynamoDb = localDynamoDb(dynamodbPort, false);
  const server = createHttpServer(createServer({ dynamoDbClient: dynamoDb }));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return async () => {
    server.close();
    server.closeAllConnections();
    dynamoDb.destroy();
  };
});
