// `npm run replay`: replays the archive into the projections' rules, and tells how far it is.
import { createAwsClients } from '../lib/operations/aws-clients';
import { readReplayOptions, replayHelp } from '../lib/operations/options';
import { replay } from '../lib/operations/replay';
import { runCommand } from '../lib/operations/run-command';
import { processTerminal } from '../lib/operations/terminal';

const terminal = processTerminal();
process.exitCode = await runCommand(
  async () => {
    const options = readReplayOptions(process.argv.slice(2));
    if (options !== 'help') return replay(options, { clients: createAwsClients(), terminal });
    terminal.print(replayHelp());
    return 0;
  },
  (line) => process.stderr.write(`${line}\n`),
);
