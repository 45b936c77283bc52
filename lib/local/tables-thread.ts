// The thread that serves dynamodb-admin, whose pages show the tables as they are. In a thread of its own it can
// hold nothing up and print nothing.
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'dynamodb-admin';
import * as v from 'valibot';
import { localDynamoDb } from './local-dynamodb';
import { serveThread } from './thread';

/** Input of the thread. */
const tablesOptions = v.object({ port: v.number(), dynamodbPort: v.number() });

await serveThread(tablesOptions, async ({ port, dynamodbPort }) => {
  const dynamoDb = localDynamoDb(dynamodbPort);
  const server = createHttpServer(createServer({ dynamoDbClient: dynamoDb }));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return async () => {
    server.close();
    server.closeAllConnections();
    dynamoDb.destroy();
  };
});
