// Starts the AWS engine (IAM enforced, TLS on) in a folder of its own, waits until it is healthy, and stops it.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lambdaNode } from '../lambda-node';
import { runCommand, signalGroup } from './command';

/** Where a running engine is, and how to trust it. Plain data, so that it can be handed to another process. */
export interface EngineAddress {
  readonly port: number;
  readonly endpoint: string;
  /** Path of the self-signed certificate. */
  readonly certificate: string;
  /** Path of what the engine printed; the output of every function is in it. */
  readonly log: string;
}

/** An engine that this process started. */
export interface Engine {
  readonly address: EngineAddress;
  /** Ends it and waits for its end. */
  stop(): Promise<void>;
}

export const ENGINE_REGION = 'us-east-1';
export const ENGINE_ACCOUNT = '000000000000';

const HEALTHY_WITHIN_MS = 30_000;
/** It stops only after its workers have, which takes up to 15 s. */
const STOP_WITHIN_MS = 20_000;

/**
 * Runs the engine and ends it when its standard input closes: it cannot outlive the run, however that ends.
 * Its own way to stop waits for its workers; after 20 s it is over in any case.
 */
const SUPERVISED_START = `
import os, signal, sys, threading, time
def end_with_parent():
    while os.read(0, 1024): pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(20)
    os.killpg(os.getpgid(0), signal.SIGKILL)
threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = ['ministack']
from ministack.app import main
main()
`;

/**
 * Starts an engine on a free port. All that it writes goes into `folder`, so that engines do not meet.
 * @param python interpreter of the environment that has the engine (see `installEngine`)
 * @throws {Error} when it ends or is not healthy in time; the message holds the end of its log.
 */
export const startEngine = async (python: string, folder: string, signal?: AbortSignal): Promise<Engine> => {
  await mkdir(folder, { recursive: true });
  // The functions run from here. Outside the repository, so that they find nothing but their own bundles.
  const state = await mkdtemp(join(tmpdir(), 'deploy-test-engine-'));
  const { certificate, key } = await makeCertificate(folder, signal);
  const node = await lambdaNode();
  const port = await freePort();
  const log = join(folder, 'engine.log');
  const address = { port, endpoint: `https://localhost:${port}`, certificate, log };

  const output = openSync(log, 'a');
  const child = spawn(python, ['-c', SUPERVISED_START], {
    cwd: state,
    detached: true,
    stdio: ['pipe', output, output],
    env: {
      ...withoutAws(process.env),
      AUTH: 'true',
      USE_SSL: '1',
      MINISTACK_SSL_CERT: certificate,
      MINISTACK_SSL_KEY: key,
      NODE_EXTRA_CA_CERTS: certificate,
      // It runs the functions on the Node.js that it finds first.
      PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      TMPDIR: state,
      STATE_DIR: join(state, 'state'),
      S3_DATA_DIR: join(state, 's3'),
      PYTHONUNBUFFERED: '1',
    },
  });
  closeSync(output);
  const engine = {
    address,
    stop: async () => {
      await stop(child);
      await rm(state, { recursive: true, force: true });
    },
  };
  try {
    await healthy(child, address, signal);
  } catch (error) {
    await engine.stop();
    throw error;
  }
  return engine;
};

/** An environment without any setting of the AWS tools, so that nothing of the user's own AWS is met. */
const withoutAws = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !/^(AWS|CDK|POWERTOOLS)_/.test(name))),
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

/** The environment in which AWS tools and SDK clients talk to this engine, as root, and to nothing else. */
export const engineEnvironment = (address: EngineAddress): NodeJS.ProcessEnv => ({
  ...withoutAws(process.env),
  AWS_ENDPOINT_URL: address.endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: ENGINE_REGION,
  AWS_DEFAULT_REGION: ENGINE_REGION,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_CA_BUNDLE: address.certificate,
  NODE_EXTRA_CA_CERTS: address.certificate,
  CDK_DEFAULT_ACCOUNT: ENGINE_ACCOUNT,
  CDK_DEFAULT_REGION: ENGINE_REGION,
});

const makeCertificate = async (folder: string, signal?: AbortSignal) => {
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const names = 'subjectAltName=DNS:localhost,DNS:*.execute-api.localhost,IP:127.0.0.1';
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const args = [...request, '-addext', names, '-keyout', key, '-out', certificate];
  await runCommand('openssl', args, { cwd: folder, env: process.env, signal });
  return { certificate, key };
};

/** A port that nobody listens on at this moment. */
const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no TCP port was given');
  return address.port;
};

const healthy = async (child: ChildProcess, address: EngineAddress, signal?: AbortSignal): Promise<void> => {
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  for (;;) {
    signal?.throwIfAborted();
    if (hasEnded(child))
      throw new Error(`the AWS engine ended at once:\n${readFileSync(address.log, 'utf8')}`);
    if (await answers(address)) return;
    if (Date.now() > deadline) {
      const seconds = HEALTHY_WITHIN_MS / 1000;
      throw new Error(`the AWS engine is not healthy after ${seconds} s; see ${address.log}`);
    }
    await sleep(100);
  }
};

const answers = (address: EngineAddress): Promise<boolean> =>
  new Promise((resolve) => {
    const ca = readFileSync(address.certificate);
    const attempt = request(
      { host: '127.0.0.1', port: address.port, path: '/_ministack/health', ca, agent: false, timeout: 2000 },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    attempt.once('timeout', () => attempt.destroy());
    // Refused is what it does until it listens.
    attempt.once('error', () => resolve(false));
    attempt.end();
  });

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const stop = async (child: ChildProcess): Promise<void> => {
  if (!hasEnded(child)) {
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
  }
  // Also the workers, should the engine have left any.
  signalGroup(child.pid, 'SIGKILL');
};
