import { type ReplayOptions, replay } from '../../../lib/operations/replay';
import {
  type Answers,
  ARCHIVE_ARN,
  BUS_ARN,
  ruleArn,
  stackAnswers,
  stubClients,
} from './helpers/stub-clients';
import { stubTerminal } from './helpers/stub-terminal';

const now = () => new Date('2026-05-31T12:00:00Z');
const pause = async () => {};
const options: ReplayOptions = {
  stack: 'AnyrtcNotifications',
  from: new Date('2026-05-31T08:00:00Z'),
  to: new Date('2026-05-31T10:00:00Z'),
  yes: true,
};
const all: ReplayOptions = { stack: 'AnyrtcNotifications', yes: true };

const inState = (...states: object[]) => {
  let look = 0;
  return () => states[Math.min(look++, states.length - 1)] ?? {};
};

const answers = (more: Answers = {}, archive: object = {}): Answers => ({
  ...stackAnswers(),
  ListArchives: () => ({ Archives: [{ ArchiveName: 'the-archive' }] }),
  DescribeArchive: () => ({
    ArchiveArn: ARCHIVE_ARN,
    RetentionDays: 30,
    EventCount: 1234,
    CreationTime: new Date('2026-01-01T00:00:00Z'),
    ...archive,
  }),
  StartReplay: () => ({}),
  DescribeReplay: () => ({ State: 'COMPLETED' }),
  ...more,
});

it("replays into the projections' rules only", async () => {
  const { clients, sent } = stubClients(answers());
  await replay(options, { clients, terminal: stubTerminal(), pause }, now);
  const input = sent.find(({ name }) => name === 'StartReplay')?.input;
  expect(input).toEqual({
    ReplayName: expect.stringMatching(/^AnyrtcNotifications-20260531T120000Z-[0-9a-f]{6}$/),
    Description: 'anyrtc-notifications replay',
    EventSourceArn: ARCHIVE_ARN,
    EventStartTime: options.from,
    EventEndTime: options.to,
    Destination: { Arn: BUS_ARN, FilterArns: [ruleArn('Rtc-Rule'), ruleArn('Cdn-Rule')] },
  });
  expect(sent.filter(({ name }) => name === 'ListArchives')[0]?.input).toEqual({ EventSourceArn: BUS_ARN });
  expect(
    sent.filter(({ name }) => name === 'DescribeReplay').map(({ input: { ReplayName } }) => ReplayName),
  ).toEqual([input?.ReplayName]);
});

it('never gives two replays one name, nor one that EventBridge refuses', async () => {
  const names = new Set<unknown>();
  for (let run = 0; run < 3; run += 1) {
    const { clients, sent } = stubClients(answers());
    const stack = `AnyrtcNotifications-${'x'.repeat(32)}`;
    await replay({ ...options, stack }, { clients, terminal: stubTerminal(), pause }, now);
    names.add(sent.find(({ name }) => name === 'StartReplay')?.input.ReplayName);
  }
  expect(names.size).toBe(3);
  for (const name of names) expect(name).toMatch(/^[.\-_A-Za-z0-9]{1,64}$/);
});

it('tells how far it is, each step once', async () => {
  const { clients } = stubClients(
    answers({
      DescribeReplay: inState(
        { State: 'STARTING' },
        { State: 'STARTING' },
        { State: 'RUNNING', EventLastReplayedTime: new Date('2026-05-31T08:30:00Z') },
        { State: 'RUNNING', EventLastReplayedTime: new Date('2026-05-31T09:59:59Z') },
        { State: 'COMPLETED' },
      ),
    }),
  );
  const terminal = stubTerminal();
  await replay(options, { clients, terminal, pause }, now);
  expect(terminal.lines.slice(2)).toEqual([
    'STARTING, nothing replayed yet',
    'RUNNING, up to 2026-05-31T08:30:00.000Z, 25 % of the time between the bounds',
    'RUNNING, up to 2026-05-31T09:59:59.000Z, 99 % of the time between the bounds',
    'COMPLETED, 100 %',
    'All of it is on the bus again; the tables follow as soon as the queues are empty.',
  ]);
});

it.each([
  [
    'as far back as an event may have been parked before the oldest that is kept',
    {},
    '2026-04-16T12:00:00.000Z',
  ],
  [
    'before its creation where it is younger',
    { CreationTime: new Date('2026-05-20T00:00:00Z') },
    '2026-05-05T00:00:00.000Z',
  ],
  ['before its creation where it keeps for ever', { RetentionDays: 0 }, '2025-12-17T00:00:00.000Z'],
])('replays all by default: %s', async (_case, archive, from) => {
  const { clients, sent } = stubClients(answers({}, archive));
  await replay(all, { clients, terminal: stubTerminal(), pause }, now);
  expect(sent.find(({ name }) => name === 'StartReplay')?.input).toMatchObject({
    EventStartTime: new Date(from),
    EventEndTime: now(),
  });
});

const warning =
  'warning: --to is less than 10 minutes ago; what came in since 2026-05-31T11:50:00.000Z may not be in the archive yet: replay that part once more later';

it.each([
  [undefined, true],
  ['2026-05-31T11:50:01Z', true],
  ['2026-05-31T13:00:00Z', true],
  ['2026-05-31T11:50:00Z', false],
])('with --to %s warns of what may not be in the archive yet: %s', async (to, warns) => {
  const { clients } = stubClients(answers());
  const terminal = stubTerminal();
  await replay({ ...all, ...(to !== undefined && { to: new Date(to) }) }, { clients, terminal, pause }, now);
  expect(terminal.lines.includes(warning)).toBe(warns);
});

it('asks before it acts, and takes no for an answer', async () => {
  const { clients, sent } = stubClients(answers());
  const terminal = stubTerminal('no');
  await replay({ ...options, yes: false }, { clients, terminal, pause }, now);
  expect(terminal.questions).toEqual([
    'Replay what happened from 2026-05-31T08:00:00.000Z to 2026-05-31T10:00:00.000Z into the rules of rtc and cdn, and no others? [y/N] ',
  ]);
  expect(terminal.lines).toEqual([
    'archive the-archive: about 1234 events, as EventBridge counted them within the last day',
    'Nothing was replayed.',
  ]);
  expect(sent.some(({ name }) => name === 'StartReplay')).toBe(false);
});

it('replays nothing where there is nobody to ask', async () => {
  const { clients, sent } = stubClients(answers());
  await expect(
    replay({ ...options, yes: false }, { clients, terminal: stubTerminal(), pause }, now),
  ).rejects.toThrow('pass --yes');
  expect(sent.some(({ name }) => name === 'StartReplay')).toBe(false);
});

it("takes the stack's own archive where the bus has several, on whatever page", async () => {
  const { clients, sent } = stubClients(
    answers({
      ListArchives: ({ NextToken: token }) =>
        token === undefined
          ? { Archives: [{ ArchiveName: 'somebody-elses' }], NextToken: 'next' }
          : { Archives: [{ ArchiveName: 'the-archive' }] },
    }),
  );
  await replay(options, { clients, terminal: stubTerminal(), pause }, now);
  expect(sent.find(({ name }) => name === 'DescribeArchive')?.input).toEqual({ ArchiveName: 'the-archive' });
});

it('says that there is no archive', async () => {
  const { clients } = stubClients(answers({ ListArchives: () => ({}) }));
  await expect(replay(options, { clients, terminal: stubTerminal(), pause }, now)).rejects.toThrow(
    '--stack AnyrtcNotifications: the stack has no archive of its bus; is it',
  );
});

it('refuses a --from that is not over yet', async () => {
  const { clients } = stubClients(answers());
  await expect(
    replay(
      { ...all, from: new Date('2026-06-01T00:00:00Z') },
      { clients, terminal: stubTerminal(), pause },
      now,
    ),
  ).rejects.toThrow(/^--from 2026-06-01T00:00:00.000Z: there is nothing between/);
});

it('refuses bounds between which there is nothing', async () => {
  const { clients, sent } = stubClients(answers());
  const at = new Date('2026-02-02T00:00:00Z');
  await expect(
    replay({ ...all, from: at, to: at }, { clients, terminal: stubTerminal(), pause }, now),
  ).rejects.toThrow('--from 2026-02-02T00:00:00.000Z: there is nothing between');
  expect(sent.some(({ name }) => name === 'StartReplay')).toBe(false);
});

it.each(['FAILED', 'CANCELLED'])('fails where the replay ends as %s', async (state) => {
  const { clients } = stubClients(
    answers({ DescribeReplay: () => ({ State: state, StateReason: 'the bus is gone' }) }),
  );
  await expect(replay(options, { clients, terminal: stubTerminal(), pause }, now)).rejects.toThrow(
    new RegExp(`^replay AnyrtcNotifications-\\S+ ended as ${state}: the bus is gone$`),
  );
});
