import { type RedriveOptions, redrive } from '../../../lib/operations/redrive';
import { answers } from './helpers/dead-letters';
import { noSuchStack, queueArn, queueUrl, stubClients } from './helpers/stub-clients';
import { stubTerminal } from './helpers/stub-terminal';

const options: RedriveOptions = { stack: 'AnyrtcNotifications', show: 0, yes: true };
const pause = async () => {};

/** The states of a move, one for each look; the last one stays. */
const moving = (...states: object[]) => {
  let look = 0;
  return () => ({
    Results: [states[Math.min(look++, states.length - 1)]].filter((state) => state !== undefined),
  });
};

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
    'What fails again is back in about twenty minutes: run this once more then.',
  ]);
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
