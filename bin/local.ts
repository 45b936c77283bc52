// `npm start`: the whole bundle on this machine, with Node.js alone.

import { NOTIFICATIONS_PATH } from '../functions/ingest/routes';
import { CommandFailure } from '../lib/command-line/command-failure';
import { readLocalConfig } from '../lib/local/local-config';
import { watchNpm } from '../lib/local/npm-parent';
import { type LocalStack, startLocalStack } from '../lib/local/stack';
import { notificationsUrl, welcomeText } from '../lib/local/welcome';
import { buildConsole } from '../tools/build/console-bundle';

/** How long a second request to end is taken for the first one, in milliseconds. */
const PATIENCE_MS = 1_000;

const report = (problem: string): void => {
  process.stderr.write(`${problem}\n`);
};

const fail = (error: unknown): never => {
  report(
    error instanceof CommandFailure ? error.message : String(error instanceof Error ? error.stack : error),
  );
  process.exit(1);
};

/** Ends in order on Ctrl-C and the like; at once when asked again after a while. */
const endOnSignal = (stack: LocalStack): void => {
  let endingSince: number | undefined;
  const end = () => {
    if (endingSince === undefined) {
      endingSince = Date.now();
      stack.stop().then(() => process.exit(0), fail);
      return;
    }
    // One Ctrl-C may come twice: from the terminal, and handed on by a parent.
    if (Date.now() - endingSince > PATIENCE_MS) process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  if (process.env.npm_lifecycle_event !== undefined) watchNpm(end);
};

try {
  const config = readLocalConfig(process.env);
  // The pages of what is checked out, whatever was built before.
  if (config.consolePort !== undefined) await buildConsole();
  const stack = await startLocalStack(config, {
    report,
    onCrash: (error) => fail(new Error(`A part of the stack has ended: ${error.message}`, { cause: error })),
  });
  endOnSignal(stack);
  const url = notificationsUrl(config.port, NOTIFICATIONS_PATH);
  process.stdout.write(`${welcomeText(config, url, new Date())}\nready ${url}\n`);
} catch (error) {
  fail(error);
}
