// DynamoDB's API in a process of its own, with the tables.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { createTableInput } from '../../lib/local/local-tables';
import { tableDefinitions, tableNames } from '../../lib/tables';
import { freePorts } from '../helpers/free-ports';

/** Starts it, empty. */
export const startDynamoDb = async () => {
  const [port = 0] = await freePorts(1);
  const child = spawn(
    process.execPath,
    ['node_modules/dynalite/cli.js', '--host', '127.0.0.1', '--port', String(port), '--createTableMs', '0'],
    { stdio: 'ignore' },
  );
  const listening = async (): Promise<boolean> => {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  };
  while (!(await listening())) {
    if (child.exitCode !== null) throw new Error(`dynalite ended with ${child.exitCode}`);
    await new Promise((done) => setTimeout(done, 50));
  }
  const client = localDynamoDb(port);
  for (const name of tableNames) {
    await client.send(new CreateTableCommand(createTableInput(name, tableDefinitions[name])));
  }
  client.destroy();
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
};
