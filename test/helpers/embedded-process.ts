// The embedded stack as a process of its own, as `npm start` runs it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePorts } from './free-ports';

/** A started process. */
export interface EmbeddedProcess {
  readonly child: ChildProcess;
  readonly port: number;
  readonly dynamodbPort: number;
  readonly consolePort: number;
  readonly tablesPort: number;
  /** Everything that it has printed so far. */
  stdout(): string;
  stderr(): string;
  /** Sends a signal and waits for the end; gives the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** What a process is started with. */
export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Overrides everything else. */
  readonly env?: NodeJS.ProcessEnv;
}

const START_TIMEOUT_MS = 30_000;

/** Free ports for a stack, and the environment that has it take them. */
export const freeStackPorts = async () => {
  const [port = 0, dynamodbPort = 0, consolePort = 0, tablesPort = 0] = await freePorts(4);
  return {
    ports: { port, dynamodbPort, consolePort, tablesPort },
    env: {
      PORT: String(port),
      DYNAMODB_PORT: String(dynamodbPort),
      CONSOLE_PORT: String(consolePort),
      TABLES_PORT: String(tablesPort),
    },
  };
};

/** Starts the process on free ports without waiting for anything. */
export const spawnEmbedded = async ({ dataDir, env = {} }: EmbeddedOptions): Promise<EmbeddedProcess> => {
  const free = await freeStackPorts();
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/local.ts'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: {
      PATH: process.env.PATH,
      ...free.env,
      DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = collect(child.stdout);
  const err = collect(child.stderr);
  const exited = once(child, 'close');
  return {
    child,
    ...free.ports,
    stdout: out,
    stderr: err,
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const [code, ended] = await exited;
      return code ?? ended;
    },
  };
};

const collect = (stream: NodeJS.ReadableStream | null): (() => string) => {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
};

/** Starts the process and waits for its ready line. Throws with what it printed where that does not come. */
export const startEmbedded = async (options: EmbeddedOptions): Promise<EmbeddedProcess> => {
  const embedded = await spawnEmbedded(options);
  const readyLine = `ready http://localhost:${embedded.port}/notifications\n`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!embedded.stdout().endsWith(readyLine)) {
    if (embedded.child.exitCode !== null || Date.now() > deadline) {
      await embedded.end('SIGKILL');
      throw new Error(`The embedded stack did not start:\n${embedded.stdout()}${embedded.stderr()}`);
    }
    await new Promise((done) => setTimeout(done, 20));
  }
  return embedded;
};
