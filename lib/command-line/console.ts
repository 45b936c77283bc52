// `console`: serves the pages that show what is live and what happened, on this machine.
import { once } from 'node:events';
import { type Command, Option } from '@commander-js/extra-typings';
import { readAssets } from '../console/assets';
import { type RunningConsole, serveConsole } from '../console/serve';
import { deployedSource, localSource, type Source } from '../console/source';
import { localDynamoDb } from '../local/local-dynamodb';
import { createAwsClients } from '../operations/aws-clients';
import { CommandFailure } from './command-failure';
import { wholeNumber } from './option-values';
import { CREDENTIALS_HELP, stackOption } from './stack-options';

/** Where `npm start` has its own console is taken. */
const DEFAULT_PORT = 8003;

interface ConsoleCommandOptions {
  readonly stack: string;
  readonly local: boolean;
  readonly port: number;
}

/**
 * Adds the command.
 *
 * @param environment - DYNAMODB_PORT says where `npm start` has its tables
 */
export const addConsole = (program: Command, environment: NodeJS.ProcessEnv): void => {
  program
    .command('console')
    .description(
      'Shows what is live, what happened and what is wrong, in a browser on this machine. It only reads.',
    )
    .addOption(stackOption())
    .addOption(
      new Option('--local', 'show the tables of npm start, whose DynamoDB is at DYNAMODB_PORT (8000)')
        .default(false)
        .conflicts('stack'),
    )
    .addOption(
      new Option('--port <N>', 'where to serve it; 0 = any that is free')
        .argParser(wholeNumber(0, 65_535))
        .default(DEFAULT_PORT),
    )
    .addHelpText('after', `${CREDENTIALS_HELP}\nThe permissions it needs: docs/console.md.`)
    .action((options) => showConsole(options, environment));
};

/** Serves the console until somebody ends it. */
const showConsole = async (
  { stack, local, port }: ConsoleCommandOptions,
  environment: NodeJS.ProcessEnv,
): Promise<void> => {
  const source = local ? localTables(environment) : deployedTables(stack);
  const running = await serve(port, source);
  const address = `http://localhost:${running.port}`;
  process.stdout.write(`${local ? 'npm start' : stack}: ${address}\nCtrl-C ends it.\n`);
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  await running.close();
};

const localTables = ({ DYNAMODB_PORT }: NodeJS.ProcessEnv): (() => Promise<Source>) => {
  const port = Number(DYNAMODB_PORT || 8000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new CommandFailure(
      `DYNAMODB_PORT is ${JSON.stringify(DYNAMODB_PORT)}: give a whole number from 1 to 65535`,
    );
  }
  const dynamoDb = localDynamoDb(port);
  return async () => localSource(dynamoDb);
};

const deployedTables = (stack: string): (() => Promise<Source>) => {
  const clients = createAwsClients();
  return () => deployedSource(clients, stack);
};

const serve = async (port: number, source: () => Promise<Source>): Promise<RunningConsole> => {
  const assets = await readAssets();
  try {
    return await serveConsole(port, {
      source,
      assets: async () => assets,
      onFault: (error) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`--port ${port} cannot be used: ${reason}; give another one`);
  }
};
