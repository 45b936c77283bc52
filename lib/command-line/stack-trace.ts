// `stack-trace`: says where the lines of a logged stack are in the sources.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Command, Option } from '@commander-js/extra-typings';
import { functionsFolder } from '../bundles';
import { mapStack } from '../operations/stack-trace';
import { CommandFailure } from './command-failure';

/** Adds the command. */
export const addStackTrace = (program: Command): void => {
  program
    .command('stack-trace')
    .description("Reads a function's log lines, and writes them with the places in the sources.")
    .addOption(
      new Option('--function <NAME>', 'the function, such as ingest or rtc-sessions').makeOptionMandatory(),
    )
    .option('--map <FILE>', "the source map of the deployed bundle (that of this version's)")
    .addHelpText(
      'after',
      '\nExample: aws logs tail GROUP | anyrtc-notifications stack-trace --function ingest',
    )
    .action(async ({ function: name, map = ownMap(name) }) => {
      process.stdout.write(mapStack(await text(process.stdin), await readMap(map)));
    });
};

const ownMap = (name: string): string => join(functionsFolder(), name, 'index.mjs.map');

const readMap = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandFailure(
      `${file} cannot be read (${error instanceof Error ? error.message : String(error)}): check --function, or give the file with --map`,
    );
  });
