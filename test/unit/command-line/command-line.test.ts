import { CommanderError } from '@commander-js/extra-typings';
import { commandLine } from '../../../lib/command-line/command-line';
import { readOptions } from './helpers/read-options';

const words = (line: string): string[] => line.split(' ');
const read = (line: string, environment?: NodeJS.ProcessEnv) => readOptions(words(line), environment);

/** What a line that is refused prints. */
const refusal = async (args: readonly string[]): Promise<string> => {
  let printed = '';
  const refused = await readOptions(args, {}, (text) => {
    printed += text;
  }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused).toBeInstanceOf(CommanderError);
  return printed;
};

describe('simulate', () => {
  const simulatorDefaults = {
    secret: 'local-secret',
    channels: 5,
    users: 10,
    streams: 3,
    hours: 3,
    loss: 0,
    duplicates: 0,
    wild: 0,
    shuffle: false,
    concurrency: 16,
    retrySeconds: 10,
  };

  it('fits the embedded stack by default, with a small run that ends now', async () => {
    const before = Date.now();
    const { url, seed, now, ...rest } = await read('simulate');
    expect(url).toEqual(new URL('http://localhost:3000/notifications'));
    expect(Number.isSafeInteger(seed)).toBe(true);
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
    expect(rest).toEqual(simulatorDefaults);
  });

  it('follows PORT and ANYRTC_SECRET as the embedded stack does, unless told otherwise', async () => {
    const environment = { PORT: '4100', ANYRTC_SECRET: 'other' };
    expect(await read('simulate', environment)).toMatchObject({
      url: new URL('http://localhost:4100/notifications'),
      secret: 'other',
    });
    const told = await read('simulate --url https://x.example/notifications --secret mine', environment);
    expect(told).toMatchObject({ url: new URL('https://x.example/notifications'), secret: 'mine' });
    const empty = await read('simulate', { PORT: '', ANYRTC_SECRET: '' });
    expect(empty).toMatchObject({
      url: new URL('http://localhost:3000/notifications'),
      secret: 'local-secret',
    });
  });

  it('reads every option', async () => {
    const line =
      'simulate --url http://127.0.0.1:1/n --secret s --channels 20 --users 50 --streams 10 --hours 1.5 --loss 0.02 --duplicates=.1 --wild 1 --shuffle --seed 42 --now 2026-05-01T12:00:00Z --concurrency 8 --retry-seconds 0.2';
    expect(await read(line)).toEqual({
      url: new URL('http://127.0.0.1:1/n'),
      secret: 's',
      channels: 20,
      users: 50,
      streams: 10,
      hours: 1.5,
      loss: 0.02,
      duplicates: 0.1,
      wild: 1,
      shuffle: true,
      seed: 42,
      now: Date.UTC(2026, 4, 1, 12),
      concurrency: 8,
      retrySeconds: 0.2,
    });
  });

  it('does not print a secret of the environment in its help', async () => {
    const simulate = commandLine({ ANYRTC_SECRET: 'hush' }).commands.find(
      (known) => known.name() === 'simulate',
    );
    expect(simulate?.helpInformation()).toContain('--secret');
    expect(simulate?.helpInformation()).not.toContain('hush');
  });
});

it('console shows the deployed stack, or with --local that of npm start', async () => {
  const deployed = { stack: 'AnyrtcNotifications', local: false, port: 8003 };
  expect(await read('console')).toEqual(deployed);
  expect(await read('console --stack Other --port 0')).toEqual({ ...deployed, stack: 'Other', port: 0 });
  expect(await read('console --local')).toEqual({ ...deployed, local: true });
});

describe('redrive', () => {
  it('has defaults', async () => {
    expect(await read('redrive')).toEqual({ stack: 'AnyrtcNotifications', show: 0, yes: false });
  });

  it('reads every option', async () => {
    expect(await read('redrive --stack AnyrtcNotifications-eu --show=12 --queue cdn --yes')).toEqual({
      stack: 'AnyrtcNotifications-eu',
      show: 12,
      queue: 'cdn',
      yes: true,
    });
  });
});

describe('replay', () => {
  it('has defaults', async () => {
    expect(await read('replay')).toEqual({ stack: 'AnyrtcNotifications', yes: false });
  });

  it('reads bounds, a date as midnight UTC', async () => {
    expect(await read('replay --from 2026-02-28 --to 2026-02-28T12:30+08:00')).toEqual({
      stack: 'AnyrtcNotifications',
      from: new Date('2026-02-28T00:00:00Z'),
      to: new Date('2026-02-28T04:30:00Z'),
      yes: false,
    });
  });
});

const aTime =
  'a time in ISO 8601 with its zone, such as 2026-05-01T12:00:00Z, or a date, such as 2026-05-01.';
const aStack = "a stack's name: a letter, then up to 127 letters, digits and hyphens.";

it.each<[command: string, option: string, value: string, allowed: string]>([
  ['simulate', '--users <N>', 'many', 'a whole number from 0 to 100000.'],
  ['simulate', '--users <N>', '1.5', 'a whole number'],
  ['simulate', '--users <N>', '', 'a whole number'],
  ['simulate', '--channels <N>', '0', 'a whole number from 1 to 100000.'],
  ['simulate', '--channels <N>', '--users', 'a whole number from 1 to 100000.'],
  ['simulate', '--streams <N>', '-1', 'a whole number from 0 to 100000.'],
  ['simulate', '--loss <F>', '1.5', 'a number from 0 to 1.'],
  ['simulate', '--duplicates <F>', '10%', 'a number from 0 to 1.'],
  ['simulate', '--wild <F>', 'NaN', 'a number from 0 to 1.'],
  ['simulate', '--seed <N>', '1e400', 'a whole number'],
  ['simulate', '--seed <N>', '9007199254740993', 'a whole number from 0 to 9007199254740991.'],
  ['simulate', '--concurrency <N>', '0', 'a whole number from 1 to 1000.'],
  ['simulate', '--retry-seconds <S>', '-1', 'a number from 0 to 3600.'],
  ['simulate', '--hours <N>', '0', 'a number from 0.1 to 720.'],
  ['simulate', '--url <URL>', 'localhost:3000', 'an http or https address'],
  ['simulate', '--url <URL>', 'nowhere', 'an http or https address'],
  ['simulate', '--secret <TEXT>', '', 'the signing secret'],
  ['simulate', '--secret <TEXT>', '--shuffle', 'the signing secret'],
  ['simulate', '--now <TIME>', 'yesterday', 'a time between the years 2000 and 2099 in ISO 8601'],
  ['simulate', '--now <TIME>', '1999-01-01', 'a time between the years 2000 and 2099 in ISO 8601'],
  ['console', '--port <N>', '70000', 'a whole number from 0 to 65535.'],
  ['console', '--port <N>', '', 'a whole number from 0 to 65535.'],
  ['console', '--stack <NAME>', 'a b', aStack],
  ['redrive', '--show <N>', 'many', 'a whole number from 0 to 1000.'],
  ['redrive', '--show <N>', '1001', 'a whole number from 0 to 1000.'],
  ['redrive', '--show <N>', '-1', 'a whole number from 0 to 1000.'],
  ['redrive', '--stack <NAME>', 'a b', aStack],
  ['redrive', '--stack <NAME>', '', aStack],
  ['redrive', '--stack <NAME>', '--yes', aStack],
  ['replay', '--from <TIME>', 'yesterday', aTime],
  ['replay', '--from <TIME>', '2026-02-30', aTime],
  ['replay', '--from <TIME>', '2026-13-01', aTime],
  ['replay', '--from <TIME>', '2026-02-28T12:00', aTime],
  ['replay', '--to <TIME>', '2026-02-28T25:00Z', aTime],
  ['replay', '--to <TIME>', '1772280000', aTime],
  ['replay', '--to <TIME>', '', aTime],
])('%s refuses %s %j in one line that says what is allowed', async (command, option, value, allowed) => {
  const [name = ''] = option.split(' ');
  const message = await refusal([command, name, value]);
  expect(message).toContain(
    `error: option '${option}' argument '${value}' is invalid. It must be ${allowed}`,
  );
  expect(message).toMatch(/^[^\n]*\n$/);
});

it.each([
  [
    'redrive --queue RTC',
    "error: option '--queue <NAME>' argument 'RTC' is invalid. Allowed choices are rtc, cdn.",
  ],
  ['redrive --from 2026-01-01', "error: unknown option '--from'"],
  ['redrive --toString', "error: unknown option '--toString'"],
  ['redrive --yes=no', "error: unknown option '--yes=no'"],
  ['console --local --stack Other', "error: option '--local' cannot be used with option '--stack <NAME>'"],
  ['redrive rtc', "error: too many arguments for 'redrive'. Expected 0 arguments but got 1."],
  ['simulate --seed', "error: option '--seed <N>' argument missing"],
  ['simulate --shuffle=yes', "error: unknown option '--shuffle=yes'"],
  ['simulate --sead 1', "error: unknown option '--sead'\n(Did you mean --seed?)"],
  ['simulate -x', "error: unknown option '-x'"],
  ['simulat', "error: unknown command 'simulat'\n(Did you mean simulate?)"],
])('refuses %s', async (line, message) => {
  expect(await refusal(words(line))).toContain(message);
});

it.each(['--help', '-h', 'simulate --help', 'redrive -h', 'replay --help', 'console --help'])(
  'helps: %s',
  async (line) => {
    await expect(read(line)).rejects.toMatchObject({ code: 'commander.helpDisplayed', exitCode: 0 });
  },
);
