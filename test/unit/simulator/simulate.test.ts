import { spawn } from 'node:child_process';
import { type Behaviour, startReceiver } from './helpers/receiver';

/** Runs the command as one process, which gets the signal itself, and gives its exit code and output. */
const simulate = async (args: readonly string[], interruptAt?: string) => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/cli.ts', 'simulate', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', PORT: '', ANYRTC_SECRET: '' },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
    if (interruptAt !== undefined && !child.killed && output.stdout.includes(interruptAt)) {
      child.kill('SIGINT');
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, ...output };
};

const against = async (behave: Behaviour, args: readonly string[], secret = 'local-secret') => {
  const receiver = await startReceiver(behave, secret);
  try {
    const run = await simulate(['--url', receiver.url.href, '--retry-seconds', '0.05', ...args]);
    return { ...run, ...receiver.state };
  } finally {
    await receiver.stop();
  }
};

describe('npm run simulate', () => {
  it('plays a small history and reports it', async () => {
    const args = '--seed 11 --duplicates 0.1 --loss 0.02 --wild 0.2 --shuffle'.split(' ');
    const { code, stdout, stderr, received } = await against(({ signed }) => (signed ? 200 : 401), args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(received.length).toBeGreaterThan(100);
    expect(stdout).toContain('seed 11');
    expect(stdout).toContain(`accepted  ${received.length}`);
    expect(stdout).toContain('refused   0');
    expect(stdout).toMatch(/latency {3}p50 .+ ms, p90 .+ ms, p99 .+ ms, max .+ ms/);
    expect(stdout).toContain('ChannelSessions  5 channel sessions');
    expect(stdout).not.toContain('\x1b');
    expect(stdout).not.toContain('\r');
  });

  it('sends the same bytes again with the same seed and end', async () => {
    const args =
      '--seed 5 --now 2026-05-01T12:00:00Z --duplicates 0.2 --wild 0.3 --shuffle --concurrency 1'.split(' ');
    const [first, second] = [await against(() => 200, args), await against(() => 200, args)];
    expect(second.received.map(({ body }) => body)).toEqual(first.received.map(({ body }) => body));
  });

  it('goes on past refusals that do not last', async () => {
    const { code, stdout, received } = await against(
      ({ before }) => (before === 0 ? 503 : 200),
      ['--seed', '3'],
    );
    expect(code).toBe(0);
    expect(stdout).toContain('first failed try: 503 {"message":"says 503"}');
    expect(stdout).toContain(`accepted  ${received.length / 2}`);
    expect(stdout).toContain(`retried   503: ${received.length / 2}`);
  });

  it('fails where something is refused for good, and says how', async () => {
    const signed: Behaviour = (received) => (received.signed ? 200 : 401);
    const { code, stdout, stderr, received } = await against(signed, [
      '--seed',
      '3',
      '--secret',
      'wrong-one',
    ]);
    expect(code).toBe(1);
    expect(stderr).toBe(`error: ${received.length / 3} of ${received.length / 3} deliveries were refused\n`);
    expect(stdout).toContain('(check --secret)');
    expect(stdout).toContain(`refused   ${received.length / 3}\n          401: ${received.length / 3}`);
    expect(stdout).not.toContain('wrong-one');
    expect(stdout).not.toContain('In the tables');
  });

  it('tells how far it came when it is interrupted', async () => {
    const receiver = await startReceiver(() => 503);
    const run = await simulate(['--url', receiver.url.href, '--seed', '3'], 'first failed try');
    await receiver.stop();
    const { code, stdout, stderr } = run;
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'error: interrupted\n' });
    expect(stdout).toMatch(/stopped {3}before \d+ deliveries had an answer/);
  });

  it('says to start the stack when nothing listens', async () => {
    const receiver = await startReceiver(() => 200);
    await receiver.stop();
    const { code, stdout, stderr } = await simulate(['--url', receiver.url.href]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `error: nothing listens at ${receiver.url.href}: run \`npm start\` in another terminal first, or check --url\n`,
    );
  });

  it('refuses a bad option', async () => {
    expect(await simulate(['--loss', '2'])).toEqual({
      code: 1,
      stdout: '',
      stderr: "error: option '--loss <F>' argument '2' is invalid. It must be a number from 0 to 1.\n",
    });
  });

  it('refuses to hold more users in memory than fit', async () => {
    const { code, stderr } = await simulate(['--channels', '1000', '--users', '1000']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error: --channels 1000 --users 1000: makes 1000000 users in all; at most 100000 are allowed\n',
    });
  });

  it('helps', async () => {
    const { code, stdout } = await simulate(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: anyrtc-notifications simulate [options]');
  });
});
