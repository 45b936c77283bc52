// `recount`: counts lives of channels anew, and tells how far it is.

import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { type Command, Option } from '@commander-js/extra-typings';
import { deployedSource, localSource } from '../console/source';
import { readLocalConfig } from '../local/local-config';
import { localDynamoDb } from '../local/local-dynamodb';
import { createLocalReports } from '../local/report-handler';
import { type AwsClients, createAwsClients } from '../operations/aws-clients';
import { type RecountSelection, type RecountTarget, recount } from '../operations/recount';
import { CommandFailure } from './command-failure';
import { isoTime } from './option-values';
import { CREDENTIALS_HELP, stackOption } from './stack-options';
import { localOption } from './usage';

interface RecountCommandOptions {
  readonly stack: string;
  readonly local: boolean;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly channelSession?: string | undefined;
}

/**
 * Adds the command.
 *
 * @param environment - that of `npm start`, for `--local`
 */
export const addRecount = (program: Command, environment: NodeJS.ProcessEnv): void => {
  program
    .command('recount')
    .description(
      'Counts lives of channels anew from the tables: their reports, and the ends that nobody told. It may run any number of times.',
    )
    .addOption(
      new Option('--from <TIME>', 'lives that had not ended by then, ISO 8601')
        .argParser(isoTime)
        .conflicts('channelSession'),
    )
    .addOption(new Option('--to <TIME>', 'lives that had begun by then, ISO 8601 (now)').argParser(isoTime))
    .option('--channel-session <ID>', 'one life: its channelSId')
    .addOption(stackOption())
    .addOption(localOption())
    .addHelpText('after', CREDENTIALS_HELP)
    .action((options) => runRecount(options, environment));
};

const selectionOf = ({ from, to, channelSession }: RecountCommandOptions): RecountSelection => {
  if (channelSession !== undefined) return { channelSId: channelSession };
  if (from === undefined) throw new CommandFailure('Say what to count: --from TIME, or --channel-session ID');
  const until = to ?? new Date();
  if (until < from)
    throw new CommandFailure('--to (now, where it is not given) is before --from: swap the two');
  return { from, to: until };
};

const runRecount = async (options: RecountCommandOptions, environment: NodeJS.ProcessEnv): Promise<void> => {
  const selection = selectionOf(options);
  const target = options.local ? localTarget(environment) : await deployedTarget(options.stack);
  const counted = await recount(selection, {
    ...target,
    onProgress: (done, found) => process.stdout.write(`${done} of ${found} counted\n`),
  });
  if (counted > 0) return;
  if ('channelSId' in selection)
    throw new CommandFailure(`There is no life of a channel with the id ${selection.channelSId}`);
  process.stdout.write('No life of a channel lies in that time.\n');
};

type Target = Omit<RecountTarget, 'onProgress'>;

const localTarget = (environment: NodeJS.ProcessEnv): Target => {
  const config = readLocalConfig(environment);
  const dynamoDb: DynamoDBClient = localDynamoDb(config.dynamodbPort);
  const handler = createLocalReports(dynamoDb, config, (problem) => process.stderr.write(`${problem}\n`));
  const context = { getRemainingTimeInMillis: () => 120_000 };
  return {
    source: localSource(dynamoDb),
    count: (channelSIds) => handler({ channelSIds }, context),
  };
};

const deployedTarget = async (stack: string): Promise<Target> => {
  const clients = createAwsClients();
  const source = await deployedSource(clients, stack);
  const functionName = await reportsFunction(clients, stack);
  return { source, count: (channelSIds) => invoke(clients, functionName, channelSIds) };
};

const reportsFunction = async ({ cloudFormation }: AwsClients, stack: string): Promise<string> => {
  const { Stacks: [described] = [] } = await cloudFormation.send(
    new DescribeStacksCommand({ StackName: stack }),
  );
  const output = described?.Outputs?.find(({ OutputKey }) => OutputKey === 'ChannelReportsFunction');
  if (output?.OutputValue) return output.OutputValue;
  throw new CommandFailure(
    `The stack ${stack} has no output ChannelReportsFunction: deploy this version first; an app of your own has to give it, as examples/own-app does`,
  );
};

const invoke = async (
  { lambda }: AwsClients,
  functionName: string,
  channelSIds: readonly string[],
): Promise<void> => {
  const { FunctionError: error } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify({ channelSIds })) }),
  );
  if (error === undefined) return;
  throw new CommandFailure(`${functionName} failed (${error})`);
};
