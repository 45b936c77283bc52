// The command line `anyrtc-notifications`: its commands, and what they have in common.
import { Command } from '@commander-js/extra-typings';
import { addConsole } from './console';
import { addRecount } from './recount';
import { addRedrive } from './redrive';
import { addReplay } from './replay';
import { addSimulate } from './simulate';
import { addStackTrace } from './stack-trace';
import { addUsage } from './usage';

/**
 * Makes the command line. A command is a file here that adds it, and one line below.
 *
 * @param environment - PORT and ANYRTC_SECRET set defaults, as they do for the embedded stack
 */
export const commandLine = (environment: NodeJS.ProcessEnv): Command => {
  const program = new Command('anyrtc-notifications')
    .description("Tools around the stack that receives anyRTC's notifications.")
    .addHelpText(
      'after',
      '\nExit status: 0 when all went well, 1 when something did not or an option is bad, 130 when interrupted.',
    )
    .helpCommand(false)
    .exitOverride();
  addSimulate(program, environment);
  addConsole(program, environment);
  addRedrive(program);
  addReplay(program);
  addRecount(program, environment);
  addUsage(program, environment);
  addStackTrace(program);
  return program;
};
