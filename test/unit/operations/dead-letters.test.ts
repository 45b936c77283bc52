// How redrive looks at dead letters: what it shows, and that it puts them back.
import { type RedriveOptions, redrive } from '../../../lib/operations/redrive';
import { answers, message, receiving } from './helpers/dead-letters';
import { queueUrl, stubClients } from './helpers/stub-clients';
import { stubTerminal } from './helpers/stub-terminal';

const options: RedriveOptions = { stack: 'AnyrtcNotifications', show: 0, yes: true };
const pause = async () => {};

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
