import { type RedriveOptions, redrive } from '../../../lib/operations/redrive';
import {
  type Answers,
  noSuchStack,
  queueArn,
  queueName,
  queueUrl,
  stackAnswers,
  stubClients,
} from './helpers/stub-clients';
import { stubTerminal } from './helpers/stub-terminal';

const options: RedriveOptions = { stack: 'AnyrtcNotifications', show: 0, yes: true };
const pause = async () => {};
const sentAt = Date.parse('2026-05-01T10:00:00Z');

const message = (id: number) => ({
  MessageId: `m-${id}`,
  ReceiptHandle: `receipt-${id}`,
  // The first to be received is not the oldest.
  Attributes: { SentTimestamp: String(sentAt - id * 1000), ApproximateReceiveCount: '6' },
  Body: JSON.stringify({
    source: 'anyrtc.cdn',
    detail: { noticeId: `n-${id}`, payload: { channel: 'demo', stream: 'rtmp://h.example/app/KEY-of-it' } },
  }),
});

/** A dead-letter queue as SQS shows it: batches of ten, each message hidden once it was received. */
const receiving = (counts: Readonly<Record<string, number>>) => {
  const given: Record<string, number> = {};
  return (input: Readonly<Record<string, unknown>>) => {
    const name = queueName(input);
    const start = given[name] ?? 0;
    const end = Math.min(counts[name] ?? 0, start + Number(input.MaxNumberOfMessages));
    given[name] = end;
    return { Messages: Array.from({ length: end - start }, (_, index) => message(start + index)) };
  };
};

/** The states of a move, one for each look; the last one stays. */
const moving = (...states: object[]) => {
  let look = 0;
  return () => ({
    Results: [states[Math.min(look++, states.length - 1)]].filter((state) => state !== undefined),
  });
};

const answers = (counts: Readonly<Record<string, number>>, more: Answers = {}): Answers => ({
  ...stackAnswers(counts),
  ReceiveMessage: receiving(counts),
  ChangeMessageVisibilityBatch: () => ({ Successful: [], Failed: [] }),
  StartMessageMoveTask: () => ({ TaskHandle: 'task' }),
  ...more,
});

const twoMoves = () => {
  const state: Record<string, number> = {};
  return ({ SourceArn: source }: Readonly<Record<string, unknown>>) => {
    const look = state[String(source)] ?? 0;
    state[String(source)] = look + 1;
    const task = { StartedTimestamp: 5, ApproximateNumberOfMessagesToMove: 3 };
    if (look === 0) return {};
    if (look === 1) return { Results: [{ ...task, Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 1 }] };
    return { Results: [{ ...task, Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 }] };
  };
};

it('moves the dead letters of each projection to its queue and follows the moves', async () => {
  const counts = { 'Rtc-Dead': 3, 'Cdn-Dead': 1 };
  const { clients, sent } = stubClients(answers(counts, { ListMessageMoveTasks: twoMoves() }));
  const terminal = stubTerminal();
  await redrive(options, { clients, terminal, pause });
  expect(sent.filter(({ name }) => name === 'StartMessageMoveTask').map(({ input }) => input)).toEqual([
    { SourceArn: queueArn('Rtc-Dead'), DestinationArn: queueArn('Rtc-Queue') },
    { SourceArn: queueArn('Cdn-Dead'), DestinationArn: queueArn('Cdn-Queue') },
  ]);
  expect(sent.filter(({ name }) => name === 'ListMessageMoveTasks')[0]?.input).toEqual({
    SourceArn: queueArn('Rtc-Dead'),
    MaxResults: 1,
  });
  expect(terminal.lines).toEqual([
    'rtc: 3 dead letters in Rtc-Dead',
    '  oldest of the 3 seen: sent 2026-05-01T09:59:58.000Z',
    'cdn: 1 dead letter in Cdn-Dead',
    '  oldest of the 1 seen: sent 2026-05-01T10:00:00.000Z',
    'Ctrl-C ends this command, not the move: that goes on in AWS.',
    'rtc: RUNNING, 1 of about 3 moved',
    'rtc: COMPLETED, 3 of about 3 moved',
    'cdn: RUNNING, 1 of about 3 moved',
    'cdn: COMPLETED, 3 of about 3 moved',
    'What fails again is back in about five minutes: run this once more then.',
  ]);
});

it('puts back what it looked at, whatever happens while it looks', async () => {
  const receive = receiving({ 'Rtc-Dead': 25 });
  let looks = 0;
  const { clients, sent } = stubClients(
    answers(
      { 'Rtc-Dead': 25 },
      {
        ReceiveMessage: (input) => {
          looks += 1;
          if (looks === 3) throw new Error('connection lost');
          return receive(input);
        },
      },
    ),
  );
  await expect(redrive(options, { clients, terminal: stubTerminal(), pause })).rejects.toThrow(
    'connection lost',
  );
  expect(sent.filter(({ name }) => name === 'ReceiveMessage')[0]?.input).toEqual({
    QueueUrl: queueUrl('Rtc-Dead'),
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 30,
    WaitTimeSeconds: 1,
    MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
    MessageAttributeNames: ['All'],
  });
  const putBack = sent.filter(({ name }) => name === 'ChangeMessageVisibilityBatch');
  const entries = putBack.flatMap(({ input }) => (Array.isArray(input.Entries) ? input.Entries : []));
  expect(putBack).toHaveLength(2);
  expect(entries.map((entry) => entry.ReceiptHandle)).toEqual(
    Array.from({ length: 20 }, (_, index) => `receipt-${index}`),
  );
  expect(entries.every((entry) => entry.VisibilityTimeout === 0)).toBe(true);
});

it('says how many could not be put back', async () => {
  const { clients } = stubClients(
    answers({ 'Rtc-Dead': 2 }, { ChangeMessageVisibilityBatch: () => ({ Failed: [{ Id: '1' }] }) }),
  );
  const terminal = stubTerminal('n');
  await redrive({ ...options, yes: false }, { clients, terminal, pause });
  expect(terminal.lines).toContain('  1 message could not be put back at once and stay hidden for 30 s');
});

it('looks at 50 messages of a long queue and counts all', async () => {
  const { clients, sent } = stubClients(answers({ 'Rtc-Dead': 700 }));
  const terminal = stubTerminal('n');
  await redrive({ ...options, yes: false, queue: 'rtc' }, { clients, terminal, pause });
  expect(terminal.lines.slice(0, 2)).toEqual([
    'rtc: 700 dead letters in Rtc-Dead',
    '  oldest of the 50 seen: sent 2026-05-01T09:59:11.000Z',
  ]);
  expect(sent.filter(({ name }) => name === 'ReceiveMessage')).toHaveLength(5);
});

it('shows as many as asked, the oldest first, with their keys masked and with what EventBridge said', async () => {
  const undeliverable = {
    ...message(0),
    MessageAttributes: {
      ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' },
      ERROR_MESSAGE: { DataType: 'String', StringValue: 'denied for rtmp://h.example/app/KEY' },
    },
  };
  const { clients } = stubClients(
    answers({ 'Cdn-Dead': 2 }, { ReceiveMessage: () => ({ Messages: [undeliverable, message(1)] }) }),
  );
  const terminal = stubTerminal('n');
  await redrive({ ...options, show: 2, queue: 'cdn', yes: false }, { clients, terminal, pause });
  const [first = '', second = ''] = terminal.lines.slice(2);
  expect(first).toMatch(/^ {2}message m-1, sent 2026-05-01T09:59:59.000Z, received 6 times\n/);
  expect(second).toContain(
    'EventBridge could not deliver it: NO_PERMISSIONS: denied for rtmp://h.example/app/***',
  );
  expect(second).toContain('"stream": "rtmp://h.example/app/***"');
  expect(second).toContain('"channel": "demo"');
  expect(terminal.lines.join('\n')).not.toContain('KEY');
});

it.each([['n'], [''], ['yep']])('moves nothing where the answer is %j', async (answer) => {
  const { clients, sent } = stubClients(answers({ 'Rtc-Dead': 2, 'Cdn-Dead': 1 }));
  const terminal = stubTerminal(answer);
  await redrive({ ...options, yes: false }, { clients, terminal, pause });
  expect(terminal.questions).toEqual([
    "Move about 2 messages of rtc and about 1 message of cdn back to the projection's queue? [y/N] ",
  ]);
  expect(terminal.lines.at(-1)).toBe('Nothing was moved.');
  expect(sent.some(({ name }) => name === 'StartMessageMoveTask')).toBe(false);
});

it.each([['y'], ['YES']])('moves where the answer is %j', async (answer) => {
  const { clients, sent } = stubClients(answers({ 'Cdn-Dead': 1 }, { ListMessageMoveTasks: twoMoves() }));
  await redrive({ ...options, yes: false }, { clients, terminal: stubTerminal(answer), pause });
  expect(sent.filter(({ name }) => name === 'StartMessageMoveTask')).toHaveLength(1);
});

it('moves nothing where there is nobody to ask, but has listed', async () => {
  const { clients, sent } = stubClients(answers({ 'Rtc-Dead': 2 }));
  const terminal = stubTerminal();
  await expect(redrive({ ...options, yes: false }, { clients, terminal, pause })).rejects.toThrow(
    'Nothing was done: there is no terminal to ask on; pass --yes to act without asking',
  );
  expect(terminal.lines[0]).toBe('rtc: 2 dead letters in Rtc-Dead');
  expect(sent.some(({ name }) => name === 'StartMessageMoveTask')).toBe(false);
});

it('asks nothing where there is nothing to move', async () => {
  const { clients } = stubClients(answers({}));
  const terminal = stubTerminal();
  await redrive({ ...options, yes: false }, { clients, terminal, pause });
  expect(terminal.lines).toEqual([
    'rtc: no dead letters in Rtc-Dead',
    'cdn: no dead letters in Cdn-Dead',
    'Nothing to move.',
  ]);
});

it('leaves the other projection alone', async () => {
  const { clients, sent } = stubClients(
    answers({ 'Rtc-Dead': 1, 'Cdn-Dead': 1 }, { ListMessageMoveTasks: twoMoves() }),
  );
  await redrive({ ...options, queue: 'cdn' }, { clients, terminal: stubTerminal(), pause });
  expect(
    sent.filter(({ name }) => name === 'StartMessageMoveTask').map(({ input }) => input.SourceArn),
  ).toEqual([queueArn('Cdn-Dead')]);
  expect(
    sent.filter(({ name, input }) => name === 'ReceiveMessage' && input.QueueUrl === queueUrl('Rtc-Dead')),
  ).toEqual([]);
});

it('follows a move that is under way instead of beginning another', async () => {
  const task = {
    StartedTimestamp: 1,
    ApproximateNumberOfMessagesMoved: 4,
    ApproximateNumberOfMessagesToMove: 9,
  };
  const { clients, sent } = stubClients(
    answers(
      { 'Rtc-Dead': 5 },
      { ListMessageMoveTasks: moving({ ...task, Status: 'RUNNING' }, { ...task, Status: 'COMPLETED' }) },
    ),
  );
  const terminal = stubTerminal();
  await redrive({ ...options, queue: 'rtc' }, { clients, terminal, pause });
  expect(terminal.lines).toContain('rtc: a move is under way already');
  expect(sent.some(({ name }) => name === 'StartMessageMoveTask')).toBe(false);
});

it('does not take an older move for its own', async () => {
  const old = { StartedTimestamp: 1, Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 7 };
  const own = { StartedTimestamp: 2, Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2 };
  let pauses = 0;
  const { clients } = stubClients(
    answers({ 'Rtc-Dead': 2 }, { ListMessageMoveTasks: moving(old, old, own) }),
  );
  await redrive(
    { ...options, queue: 'rtc' },
    {
      clients,
      terminal: stubTerminal(),
      pause: async () => {
        pauses += 1;
      },
    },
  );
  expect(pauses).toBe(1);
});

it.each(['FAILED', 'CANCELLED'])('fails where the move ends as %s', async (state) => {
  const ended = {
    StartedTimestamp: 2,
    Status: state,
    ApproximateNumberOfMessagesMoved: 1,
    FailureReason: 'AccessDenied',
  };
  let looks = 0;
  const { clients } = stubClients(
    answers({ 'Rtc-Dead': 2 }, { ListMessageMoveTasks: () => ({ Results: looks++ === 0 ? [] : [ended] }) }),
  );
  await expect(
    redrive({ ...options, queue: 'rtc' }, { clients, terminal: stubTerminal(), pause }),
  ).rejects.toThrow(`rtc: the move ended as ${state} after 1 message: AccessDenied`);
});

it('says that there is no such stack', async () => {
  const { clients } = stubClients({ ListStackResources: () => noSuchStack('Nope') });
  await expect(
    redrive({ ...options, stack: 'Nope' }, { clients, terminal: stubTerminal(), pause }),
  ).rejects.toThrow(/^--stack Nope: there is no such stack in eu-central-1 in this account/);
});

it('says that a stack is another one', async () => {
  const { clients } = stubClients({ ListStackResources: () => ({ StackResourceSummaries: [] }) });
  await expect(redrive(options, { clients, terminal: stubTerminal(), pause })).rejects.toThrow(
    '--stack AnyrtcNotifications: the stack has no event bus; is it a stack of this bundle, wholly deployed?',
  );
});
