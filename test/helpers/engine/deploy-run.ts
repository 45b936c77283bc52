// A run on an engine of its own: the engine, the assembly, and the stack with its archive and its secret.
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lambdaNode } from '../lambda-node';
import { createDeclaredArchive } from './archive';
import type { Removal } from './assembly-filter';
import { type Assembly, bootstrap, type CdkPlace, deploy, synthesize } from './cdk';
import { engineClients } from './clients';
import { errorCode } from './command';
import { type Deployment, documentedOutputs } from './deployment';
import { type Engine, startEngine } from './engine';
import { installEngine } from './engine-install';
import type { Progress } from './progress';
import { setSigningSecret } from './signing-secret';

/** The name of the stack that is deployed. */
export const STACK = 'AnyrtcNotifications';
const ARCHIVE = 'declared-archive';
const SECRET = 'secret-of-the-deploy-test';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const base = join(repository, '.deploy');

/** A run whose engine is there; who started it stops the engine. */
export interface DeployRun {
  readonly engine: Engine;
  /** Interpreter that can start another engine. */
  readonly python: string;
  readonly place: CdkPlace;
  readonly progress: Progress;
}

/** Starts an engine, installed where it has not been, in a folder of this process's own. */
export const startRun = async (progress: Progress, signal?: AbortSignal): Promise<DeployRun> => {
  const folder = join(base, `run-${process.pid}`);
  const python = await progress.stage('engine installed', () => installEngine(base, signal));
  await progress.stage('Node.js of Lambda installed', () => lambdaNode());
  await removeLeftovers();
  await mkdir(folder, { recursive: true });
  const engine = await progress.stage('engine started', () => startEngine(python, folder, signal));
  const { address } = engine;
  progress.say(`  ${address.endpoint}, logs in ${folder}`);
  return { engine, python, place: { app: repository, folder, address, signal }, progress };
};

/** Synthesizes the stack and prepares the engine's account for it. */
export const prepareAssembly = async ({ place, progress }: DeployRun): Promise<Assembly> => {
  const [assembly] = await Promise.all([
    progress.stage('synthesized', () => synthesize(place, 'cdk.out')),
    progress.stage('bootstrapped', () => bootstrap(place)),
  ]);
  for (const removal of assembly.removals) progress.say(`  left out for the engine: ${describe(removal)}`);
  return assembly;
};

/** Deploys the stack, and gives it the archive that the engine does not take from the template, and a secret. */
export const deployStack = async (
  { place, python, progress }: DeployRun,
  assembly: Assembly,
): Promise<Deployment> => {
  const { address, folder, app } = place;
  const outputs = await progress.stage('deployed', async () =>
    documentedOutputs(await deploy(place, assembly.deployable, STACK)),
  );
  await progress.stage('prepared', async () => {
    const clients = engineClients(address);
    try {
      await createDeclaredArchive(clients.eventBridge, outputs.EventBusName, ARCHIVE, assembly.removals);
      await setSigningSecret(clients, outputs.SigningSecretArn, SECRET);
    } finally {
      clients.close();
    }
  });
  return { address, folder, app, python, stack: STACK, assembly, outputs, archive: ARCHIVE, secret: SECRET };
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

const describe = ({ kind, name, type }: Removal): string => `${kind} ${name}${type ? ` (${type})` : ''}`;
