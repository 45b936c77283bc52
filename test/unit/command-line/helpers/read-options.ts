// What a command's action is given for a line that was typed, without doing it.
import { commandLine } from '../../../../lib/command-line/command-line';

/**
 * Reads a line as the command line does.
 *
 * @param args - a command and its options
 * @param complain - gets what is printed to the standard error
 * @throws CommanderError where the line is refused or help is asked for
 */
export const readOptions = async (
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  complain = (text: string) => {
    process.stderr.write(text);
  },
): Promise<Record<string, unknown>> => {
  const program = commandLine(environment);
  const command = program.commands.find((known) => known.name() === args[0]);
  const silent = { writeOut: () => {}, writeErr: complain };
  program.configureOutput(silent);
  command?.configureOutput(silent).action(() => {});
  await program.parseAsync(args, { from: 'user' });
  return command?.opts() ?? {};
};
