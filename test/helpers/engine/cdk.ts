// Calls the CDK's command line against an engine: bootstrap, synth (filtered), deploy, destroy.
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filterAssembly, type Removal } from './assembly-filter';
import { runCommand } from './command';
import type { Deployment } from './deployment';
import { ENGINE_ACCOUNT, ENGINE_REGION, type EngineAddress, engineEnvironment } from './engine';

/** Where the app is and where its output goes. */
export interface CdkPlace {
  /** Folder with the app's cdk.json. */
  readonly app: string;
  /** Folder of this run. */
  readonly folder: string;
  readonly address: EngineAddress;
  readonly signal?: AbortSignal | undefined;
}

/** A synthesized assembly: as CDK made it, and as the engine can take it. */
export interface Assembly {
  readonly original: string;
  readonly deployable: string;
  readonly removals: readonly Removal[];
}

/** The outputs of a stack, by name. */
export type StackOutputs = Readonly<Record<string, string>>;

const cdkProgram = fileURLToPath(new URL('../../../node_modules/aws-cdk/bin/cdk', import.meta.url));

/** Runs one CDK command and gives what it printed. */
export const cdk = (place: CdkPlace, args: readonly string[]): Promise<string> =>
  runCommand(process.execPath, [cdkProgram, ...args, '--no-notices'], {
    cwd: place.app,
    env: {
      ...engineEnvironment(place.address),
      CDK_HOME: join(place.folder, 'cdk-home'),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
      NO_COLOR: '1',
    },
    log: join(place.folder, 'cdk.log'),
    signal: place.signal,
  });

/** Prepares the engine's account for deployments, as `npx cdk bootstrap` does. */
export const bootstrap = (place: CdkPlace): Promise<string> =>
  // Outside the app's folder, where it does not synthesize the app first.
  cdk({ ...place, app: place.folder }, ['bootstrap', `aws://${ENGINE_ACCOUNT}/${ENGINE_REGION}`]);

/** Synthesizes the app into `name` inside the run's folder, and a copy without what the engine does not know. */
export const synthesize = async (
  place: CdkPlace,
  name: string,
  context: Readonly<Record<string, string | number>> = {},
): Promise<Assembly> => {
  const original = join(place.folder, name);
  const deployable = `${original}.deployable`;
  const settings = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  await cdk(place, ['synth', '--quiet', '--output', original, ...settings]);
  await rm(deployable, { recursive: true, force: true });
  await cp(original, deployable, { recursive: true });
  return { original, deployable, removals: await filterAssembly(deployable) };
};

/** Deploys a stack of an assembly and gives its outputs. */
export const deploy = async (place: CdkPlace, assembly: string, stack: string): Promise<StackOutputs> => {
  const file = join(place.folder, `outputs.${stack}.json`);
  await rm(file, { force: true });
  const args = ['--require-approval', 'never', '--outputs-file', file, '--progress', 'events'];
  await cdk(place, ['deploy', stack, '--app', assembly, ...args]);
  const outputs: unknown = JSON.parse(await readFile(file, 'utf8'));
  return outputsOf(outputs, stack);
};

/** Deploys the stack as the run did at first, whatever has been deployed since. */
export const deployAsAtFirst = (deployment: Deployment): Promise<StackOutputs> =>
  deploy(deployment, deployment.assembly.deployable, deployment.stack);

/** Destroys a stack. */
export const destroy = (place: CdkPlace, assembly: string, stack: string): Promise<string> =>
  cdk(place, ['destroy', stack, '--app', assembly, '--force']);

const outputsOf = (file: unknown, stack: string): StackOutputs => {
  const outputs = isRecord(file) ? file[stack] : undefined;
  if (!isRecord(outputs)) throw new Error(`the deployment of ${stack} gave no outputs`);
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, String(value)]));
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
