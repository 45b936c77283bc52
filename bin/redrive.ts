// `npm run redrive`: lists what the projections could not process, and gives it back to their queues.
import { createAwsClients } from '../lib/operations/aws-clients';
import { readRedriveOptions, redriveHelp } from '../lib/operations/options';
import { redrive } from '../lib/operations/redrive';
import { runCommand } from '../lib/operations/run-command';
import { processTerminal } from '../lib/operations/terminal';

const terminal = processTerminal();
process.exitCode = await runCommand(
  async () => {
    const options = readRedriveOptions(process.argv.slice(2));
    if (options !== 'help') return redrive(options, { clients: createAwsClients(), terminal });
    terminal.print(redriveHelp());
    return 0;
  },
  (line) => process.stderr.write(`${line}\n`),
);
