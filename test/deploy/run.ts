// `npm run test:deploy`: an AWS engine of its own, the stack deployed on it, the suite, and all of it gone again.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { createDeclaredArchive } from '../helpers/engine/archive';
import type { Removal } from '../helpers/engine/assembly-filter';
import { bootstrap, type CdkPlace, deploy, destroy, synthesize } from '../helpers/engine/cdk';
import { engineClients } from '../helpers/engine/clients';
import { CommandError, errorCode, runCommand } from '../helpers/engine/command';
import { DEPLOYMENT_VARIABLE, type Deployment, documentedOutputs } from '../helpers/engine/deployment';
import { type Engine, engineEnvironment, startEngine } from '../helpers/engine/engine';
import { installEngine } from '../helpers/engine/engine-install';
import { Progress } from '../helpers/engine/progress';
import { MissingToolError } from '../helpers/engine/python-environment';
import { setSigningSecret } from '../helpers/engine/signing-secret';
import { lambdaNode } from '../helpers/lambda-node';

const STACK = 'AnyrtcNotifications';
const ARCHIVE = 'declared-archive';
const SECRET = 'secret-of-the-deploy-test';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const base = join(repository, '.deploy');

const main = async (jestArguments: readonly string[]): Promise<number> => {
  const progress = new Progress();
  const interruption = interruptible(progress);
  const { signal } = interruption;
  const folder = join(base, `run-${process.pid}`);
  let engine: Engine | undefined;
  let assembly: string | undefined;
  let passed = false;
  try {
    const python = await progress.stage('engine installed', () => installEngine(base, signal));
    await progress.stage('Node.js of Lambda installed', () => lambdaNode());
    await removeLeftovers();
    await mkdir(folder, { recursive: true });
    const started = await progress.stage('engine started', () => startEngine(python, folder, signal));
    engine = started;
    const { address } = started;
    progress.say(`  ${address.endpoint}, logs in ${folder}`);
    const place: CdkPlace = { app: repository, folder, address, signal };

    const [synthesized] = await Promise.all([
      progress.stage('synthesized', () => synthesize(place, 'cdk.out')),
      progress.stage('bootstrapped', () => bootstrap(place)),
    ]);
    for (const removal of synthesized.removals)
      progress.say(`  left out for the engine: ${describe(removal)}`);

    // From here on a stack may be there, even if the deployment fails.
    assembly = synthesized.deployable;
    const outputs = await progress.stage('deployed', async () =>
      documentedOutputs(await deploy(place, synthesized.deployable, STACK)),
    );
    await progress.stage('prepared', async () => {
      const clients = engineClients(address);
      try {
        await createDeclaredArchive(clients.eventBridge, outputs.EventBusName, ARCHIVE, synthesized.removals);
        await setSigningSecret(clients, outputs.SigningSecretArn, SECRET);
      } finally {
        clients.close();
      }
    });
    const deployment: Deployment = {
      address,
      folder,
      app: repository,
      python,
      stack: STACK,
      assembly: synthesized,
      outputs,
      archive: ARCHIVE,
      secret: SECRET,
    };
    const file = join(folder, 'deployment.json');
    await writeFile(file, JSON.stringify(deployment));
    await progress.stage('suite passed', () =>
      runCommand(process.execPath, [...jest, ...jestArguments], {
        cwd: repository,
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
  if (engine) {
    const running = engine;
    const stack = assembly;
    if (stack) {
      clean = await settle(progress, () =>
        progress.stage('destroyed', async () => {
          const { address } = running;
          await allowDeletion(address);
          await destroy({ app: repository, folder, address, signal: interruption.second }, stack, STACK);
        }),
      );
    }
    clean = (await settle(progress, () => progress.stage('engine stopped', () => running.stop()))) && clean;
  }
  if (passed && clean) await rm(folder, { recursive: true, force: true });
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
const allowDeletion = async (address: Deployment['address']): Promise<void> => {
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

/** Removes the folders of runs that are over; a failed run leaves its own for its logs. */
const removeLeftovers = async (): Promise<void> => {
  for (const name of await readdir(base)) {
    const pid = /^run-(\d+)$/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) await rm(join(base, name), { recursive: true, force: true });
  }
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
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

const describe = ({ kind, name, type }: Removal): string => `${kind} ${name}${type ? ` (${type})` : ''}`;

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.exitCode = await main(process.argv.slice(2));
// Listeners of signals keep no process alive, but connections that were cut may, for a while.
process.exit();
