// What all cases of a run share: the functions' bundles, as they are deployed, and a DynamoDB on this machine.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { buildFunctions, bundleOf } from '../../tools/build/function-bundles';
import type { FunctionName } from './points';

/** What the cases of a run share. */
export interface World {
  /** The URL of a function's bundle. */
  bundleUrl(name: FunctionName): string;
  readonly dynamodbPort: number;
  /** Reaches DynamoDB past every fault. */
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/** Makes the bundles and starts DynamoDB. */
export const openWorld = async (): Promise<World> => {
  await buildFunctions();
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = localDynamoDb(port);
  return {
    bundleUrl: (name) => pathToFileURL(bundleOf(name)).href,
    dynamodbPort: port,
    client,
    close: async () => {
      client.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
