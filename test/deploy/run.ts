// `npm run test:deploy`: an AWS engine of its own, the stack deployed on it, the suite, and all of it gone again.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { destroy } from '../helpers/engine/cdk';
import { engineClients } from '../helpers/engine/clients';
import { CommandError, runCommand } from '../helpers/engine/command';
import { type DeployRun, deployStack, prepareAssembly, STACK, startRun } from '../helpers/engine/deploy-run';
import { DEPLOYMENT_VARIABLE } from '../helpers/engine/deployment';
import { type EngineAddress, engineEnvironment } from '../helpers/engine/engine';
import { Progress } from '../helpers/engine/progress';
import { MissingToolError } from '../helpers/engine/python-environment';

const main = async (jestArguments: readonly string[]): Promise<number> => {
  const progress = new Progress();
  const interruption = interruptible(progress);
  const { signal } = interruption;
  let run: DeployRun | undefined;
  let assembly: string | undefined;
  let passed = false;
  try {
    run = await startRun(progress, signal);
    const { app, folder, address } = run.place;
    const synthesized = await prepareAssembly(run);
    // From here on a stack may be there, even if the deployment fails.
    assembly = synthesized.deployable;
    const deployment = await deployStack(run, synthesized);
    const file = join(folder, 'deployment.json');
    await writeFile(file, JSON.stringify(deployment));
    await progress.stage('suite passed', () =>
      runCommand(process.execPath, [...jest, ...jestArguments], {
        cwd: app,
        env: { ...engineEnvironment(address), [DEPLOYMENT_VARIABLE]: file },
        inherit: true,
        signal,
      }),
    );
    passed = true;
  } catch (error) {
    report(progress, error, signal);
  }

  let clean = true;
  if (run) {
    const { engine, place } = run;
    const stack = assembly;
    if (stack) {
      clean = await settle(progress, () =>
        progress.stage('destroyed', async () => {
          await allowDeletion(place.address);
          await destroy({ ...place, signal: interruption.second }, stack, STACK);
        }),
      );
    }
    clean = (await settle(progress, () => progress.stage('engine stopped', () => engine.stop()))) && clean;
    if (passed && clean) await rm(place.folder, { recursive: true, force: true });
  }
  if (progress.times.length > 0)
    progress.say(progress.times.map(({ stage, seconds }) => `${stage} ${seconds} s`).join(', '));
  return passed && clean ? 0 : 1;
};

// One file after the other: they share the stack.
const jest = [
  'node_modules/jest/bin/jest.js',
  '--selectProjects',
  'deploy',
  '--runInBand',
  '--testSequencer=./test/deploy/file-order.mjs',
];

/** First Ctrl-C: ends the stage, then cleans up. Second: cleans up no more than the engine. */
const interruptible = (progress: Progress): { signal: AbortSignal; second: AbortSignal } => {
  const first = new AbortController();
  const second = new AbortController();
  const interrupt = () => {
    if (first.signal.aborted) second.abort(new Error('interrupted twice'));
    else progress.say('interrupted: cleaning up');
    first.abort(new Error('interrupted'));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  return { signal: first.signal, second: second.signal };
};

/** Deleting a protected stack takes two steps, here as for a user. */
const allowDeletion = async (address: EngineAddress): Promise<void> => {
  const clients = engineClients(address);
  try {
    await clients.cloudFormation.send(
      new UpdateTerminationProtectionCommand({ StackName: STACK, EnableTerminationProtection: false }),
    );
  } catch (error) {
    // An aborted deployment may have left no stack.
    if (!(error instanceof Error && /does not exist/.test(error.message))) throw error;
  } finally {
    clients.close();
  }
};

const settle = async (progress: Progress, run: () => Promise<void>): Promise<boolean> => {
  try {
    await run();
    return true;
  } catch (error) {
    report(progress, error);
    return false;
  }
};

const report = (progress: Progress, error: unknown, signal?: AbortSignal): void => {
  if (signal?.aborted) return;
  if (error instanceof MissingToolError || error instanceof CommandError) progress.say(error.message);
  else progress.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
};

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.exitCode = await main(process.argv.slice(2));
// Listeners of signals keep no process alive, but connections that were cut may, for a while.
process.exit();
