// `npm run redrive` and `npm run replay` as a person runs them, on the deployed stack.
// The engine has no StartMessageMoveTask and heeds no FilterArns: those requests are checked against stubs.
import { fileURLToPath } from 'node:url';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { CommandError, runCommand } from '../helpers/engine/command';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { engineEnvironment } from '../helpers/engine/engine';
import { filledAndEmptied, tablesToCompare } from './replayed';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const tsx = `${repository}node_modules/tsx/dist/cli.mjs`;

let target: DeployedTarget;
beforeAll(async () => {
  target = await deployedTarget();
});
afterAll(() => target.stop());

interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a command without a terminal. */
const run = async (name: 'redrive' | 'replay', ...args: string[]): Promise<Run> => {
  const { address } = target.deployment;
  const command = [tsx, `${repository}bin/cli.ts`, name, ...args];
  try {
    const output = await runCommand(process.execPath, command, {
      cwd: repository,
      env: engineEnvironment(address),
    });
    return { code: 0, output };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { code: error.code, output: error.output };
  }
};

describe('npm run redrive', () => {
  const deadLetterQueue = (name: string): string => {
    const found = target.resources.queues().dead.find(({ logicalId }) => logicalId.startsWith(name));
    if (!found) throw new Error(`no dead-letter queue of ${name}`);
    return found.physicalId;
  };
  const event = (source: string, noticeId: string, payload: object) =>
    JSON.stringify({ source, 'detail-type': 'a poisoned one', detail: { noticeId, payload } });
  const put = (queue: string, body: string) =>
    target.clients.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }));

  /** Takes every message out of a queue and gives their bodies. */
  const drain = async (queue: string): Promise<string[]> => {
    const bodies: string[] = [];
    for (;;) {
      const { Messages: messages = [] } = await target.clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      if (messages.length === 0) return bodies;
      for (const { Body: body = '', ReceiptHandle: handle } of messages) {
        bodies.push(body);
        await target.clients.sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: handle }));
      }
    }
  };

  it('has nothing to move where no message is dead', async () => {
    await Promise.all(['RtcSessions', 'CdnStreams'].map((name) => drain(deadLetterQueue(name))));
    const { code, output } = await run('redrive', '--stack', target.deployment.stack);
    expect(output).toMatch(/^rtc: no dead letters in \S+\ncdn: no dead letters in \S+\nNothing to move.\n$/);
    expect(code).toBe(0);
  });

  it('lists and shows dead letters, puts them back, and moves none without consent', async () => {
    const rtc = deadLetterQueue('RtcSessions');
    const cdn = deadLetterQueue('CdnStreams');
    const stream = 'rtmp://push.example.com/live/PUBLISHING-KEY?auth=TOKEN-OF-IT';
    const bodies = [
      event('anyrtc.cdn', 'dead-2', { channel: 'demo', stream, reason: 'PUBLISHING-KEY is in use' }),
      event('anyrtc.cdn', 'dead-3', { channel: 'demo', stream }),
    ];
    const before = Date.now();
    await put(rtc, event('anyrtc.rtc', 'dead-1', { channelName: 'demo' }));
    for (const body of bodies) await put(cdn, body);

    const { code, output } = await run('redrive', '--stack', target.deployment.stack, '--show', '5');
    expect(output).toMatch(/^rtc: 1 dead letter in \S+$/m);
    expect(output).toMatch(/^cdn: 2 dead letters in \S+$/m);
    const [, oldest = ''] = /oldest of the 2 seen: sent (\S+)/.exec(output) ?? [];
    expect(Date.parse(oldest)).toBeGreaterThanOrEqual(before - 1000);
    expect(Date.parse(oldest)).toBeLessThanOrEqual(Date.now());
    for (const noticeId of ['dead-1', 'dead-2', 'dead-3'])
      expect(output).toContain(`"noticeId": "${noticeId}"`);
    expect(output).toContain('"stream": "rtmp://push.example.com/live/***"');
    expect(output).not.toMatch(/PUBLISHING-KEY|TOKEN-OF-IT/);
    expect(output.trimEnd().split('\n').at(-1)).toBe(
      'error: Nothing was done: there is no terminal to ask on; pass --yes to act without asking',
    );
    expect(code).toBe(1);

    // Visible again at once.
    expect((await drain(cdn)).sort()).toEqual(bodies);
    expect(await drain(rtc)).toHaveLength(1);
  });

  it('says in one line that there is no such stack', async () => {
    const { code, output } = await run('redrive', '--stack', 'NoSuchStack');
    expect(output).toMatch(
      /^error: --stack NoSuchStack: there is no such stack in us-east-1 in this account; .*\n$/,
    );
    expect(code).toBe(1);
  });
});

describe('npm run replay', () => {
  it('gives the same tables when it is replayed into empty ones, and tells when it is done', async () => {
    const { tables, from } = await filledAndEmptied(target, { seed: 21, channels: 2, users: 4, streams: 3 });
    const { stack } = target.deployment;
    const since = from.toISOString();
    const { code, output } = await run('replay', '--stack', stack, '--from', since, '--yes');
    expect(output).toMatch(/^archive \S+: about \d+ events/);
    expect(output).toMatch(/^warning: --to is less than 10 minutes ago/m);
    expect(output).toMatch(/^replay \S+ has begun/m);
    expect(output).toMatch(/^COMPLETED, 100 %$/m);
    expect(code).toBe(0);
    expect(await tablesToCompare(target)).toEqual(tables);
  });

  it('replays nothing without consent', async () => {
    const { code, output } = await run('replay', '--stack', target.deployment.stack);
    expect(output).toMatch(/Nothing was done: .*pass --yes.*\n$/);
    expect(output).not.toContain('has begun');
    expect(code).toBe(1);
  });
});
