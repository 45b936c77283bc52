// `redrive`: lists what the projections could not process, and gives it back to their queues.
import { type Command, Option } from '@commander-js/extra-typings';
import { createAwsClients } from '../operations/aws-clients';
import { PROJECTION_NAMES } from '../operations/deployed-stack';
import { redrive } from '../operations/redrive';
import { processTerminal } from '../operations/terminal';
import { wholeNumber } from './option-values';
import { CREDENTIALS_HELP, stackOption, yesOption } from './stack-options';

/** Adds the command. */
export const addRedrive = (program: Command): void => {
  program
    .command('redrive')
    .description('Lists what the projections could not process, and gives it back to their queues.')
    .addOption(stackOption())
    .addOption(
      new Option('--queue <NAME>', 'only the dead letters of this projection').choices(PROJECTION_NAMES),
    )
    .addOption(
      new Option('--show <N>', 'show up to N messages of each dead-letter queue, publishing keys masked')
        .argParser(wholeNumber(0, 1_000))
        .default(0),
    )
    .addOption(yesOption())
    .addHelpText('after', CREDENTIALS_HELP)
    .action((options) => redrive(options, { clients: createAwsClients(), terminal: processTerminal() }));
};
