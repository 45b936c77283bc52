// `replay`: replays the archive into the projections' rules, and tells how far it is.
import { type Command, Option } from '@commander-js/extra-typings';
import { createAwsClients } from '../operations/aws-clients';
import { replay } from '../operations/replay';
import { processTerminal } from '../operations/terminal';
import { isoTime } from './option-values';
import { CREDENTIALS_HELP, stackOption, yesOption } from './stack-options';

/** Adds the command. */
export const addReplay = (program: Command): void => {
  program
    .command('replay')
    .description("Replays the archive into the projections' rules, and into no other rule on the bus.")
    .addOption(stackOption())
    .addOption(
      new Option('--from <TIME>', 'first event time, ISO 8601 (the beginning of the archive)').argParser(
        isoTime,
      ),
    )
    .addOption(new Option('--to <TIME>', 'last event time, ISO 8601 (now)').argParser(isoTime))
    .addOption(yesOption())
    .addHelpText('after', CREDENTIALS_HELP)
    .action((options) => replay(options, { clients: createAwsClients(), terminal: processTerminal() }));
};
