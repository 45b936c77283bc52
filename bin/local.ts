// `npm start`: the whole bundle on this machine, with Node.js alone.
import { readLocalConfig } from '../lib/local/local-config';
import { type LocalStack, startLocalStack } from '../lib/local/stack';
import { StartupError } from '../lib/local/startup-error';
import { notificationsUrl, welcomeText } from '../lib/local/welcome';
import { NOTIFICATIONS_PATH } from '../lib/routes';

const PARENT_CHECK_MS = 500;

const report = (problem: string): void => {
  process.stderr.write(`${problem}\n`);
};

const fail = (error: unknown): never => {
  report(
    error instanceof StartupError ? error.message : String(error instanceof Error ? error.stack : error),
  );
  process.exit(1);
};

/** Ends in order on Ctrl-C and the like; at once when asked a second time. */
const endOnSignal = (stack: LocalStack): void => {
  let ending = false;
  const end = () => {
    if (ending) process.exit(1);
    ending = true;
    stack.stop().then(() => process.exit(0), fail);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  if (process.env.npm_lifecycle_event !== undefined) endWithParent(end);
};

/** npm that is killed tells nobody; without this the ports would stay taken by a process that nobody sees. */
const endWithParent = (end: () => void): void => {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, PARENT_CHECK_MS);
};

try {
  const config = readLocalConfig(process.env);
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
