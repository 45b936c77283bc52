import { helpText, OptionError, readOptions } from '../../../lib/simulator/options';

const read = (line: string, environment: NodeJS.ProcessEnv = {}) => {
  const options = readOptions(line === '' ? [] : line.split(' '), environment);
  if (options === 'help') throw new Error('help was asked for');
  return options;
};

const refusal = (args: readonly string[]): string => {
  try {
    readOptions(args, {});
  } catch (error) {
    if (error instanceof OptionError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${args.join(' ')}`);
};

describe('readOptions', () => {
  it('fits the embedded stack by default, with a small run that ends now', () => {
    const before = Date.now();
    const { url, seed, now, ...rest } = read('');
    expect(url.href).toBe('http://localhost:3000/notifications');
    expect(Number.isSafeInteger(seed)).toBe(true);
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
    expect(rest).toEqual({
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
    });
  });

  it('follows PORT and ANYRTC_SECRET as the embedded stack does, unless told otherwise', () => {
    const environment = { PORT: '4100', ANYRTC_SECRET: 'other' };
    expect(read('', environment)).toMatchObject({
      url: new URL('http://localhost:4100/notifications'),
      secret: 'other',
    });
    const told = read('--url https://x.example/notifications --secret mine', environment);
    expect(told).toMatchObject({ url: new URL('https://x.example/notifications'), secret: 'mine' });
  });

  it('reads every option', () => {
    const line =
      '--url http://127.0.0.1:1/n --secret s --channels 20 --users 50 --streams 10 --hours 1.5 --loss 0.02 --duplicates=.1 --wild 1 --shuffle --seed 42 --now 2026-05-01T12:00:00Z --concurrency 8 --retry-seconds 0.2';
    expect(read(line)).toEqual({
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

  it.each([['--help'], ['-h'], ['--seed', 'x', '--help']])('helps when asked: %s', (...args) => {
    expect(readOptions(args, {})).toBe('help');
  });

  it.each<[args: string[], parts: string[]]>([
    [
      ['--users', 'many'],
      ['--users many', 'whole number from 0 to 100000'],
    ],
    [
      ['--users', '1.5'],
      ['--users 1.5', 'whole number'],
    ],
    [
      ['--users', ''],
      ['--users ""', 'whole number'],
    ],
    [
      ['--channels', '0'],
      ['--channels 0', 'from 1 to'],
    ],
    [
      ['--channels', '--users', '5'],
      ['--channels', 'needs a value'],
    ],
    [
      ['--streams', '-1'],
      ['--streams -1', 'from 0 to'],
    ],
    [
      ['--loss', '1.5'],
      ['--loss 1.5', 'a number from 0 to 1'],
    ],
    [
      ['--duplicates', '10%'],
      ['--duplicates "10%"', 'a number from 0 to 1'],
    ],
    [
      ['--wild', 'NaN'],
      ['--wild NaN', 'a number from 0 to 1'],
    ],
    [
      ['--seed', '1e400'],
      ['--seed 1e400', 'whole number'],
    ],
    [
      ['--seed', '9007199254740993'],
      ['--seed 9007199254740993', 'to 9007199254740991'],
    ],
    [
      ['--concurrency', '0'],
      ['--concurrency 0', 'from 1 to 1000'],
    ],
    [
      ['--retry-seconds', '-1'],
      ['--retry-seconds -1', 'from 0 to 3600'],
    ],
    [
      ['--hours', '0'],
      ['--hours 0', 'from 0.1 to 720'],
    ],
    [
      ['--url', 'localhost:3000'],
      ['--url localhost:3000', 'http or https'],
    ],
    [
      ['--url', 'nowhere'],
      ['--url nowhere', 'http or https'],
    ],
    [
      ['--secret', ''],
      ['--secret', 'must not be empty'],
    ],
    [
      ['--now', 'yesterday'],
      ['--now yesterday', 'ISO 8601'],
    ],
    [
      ['--now', '1999-01-01'],
      ['--now 1999-01-01', '2000 and 2099'],
    ],
    [['--seed'], ['--seed', 'needs a value']],
    [['--shuffle=yes'], ['--shuffle=yes', 'takes no value']],
    [
      ['--sead', '1'],
      ['--sead', '--seed'],
    ],
    [['-x'], ['-x', 'no such option']],
    [['20'], ['20', '--help']],
    [
      ['--channels', '1000', '--users', '1000'],
      ['--channels 1000 --users 1000', 'at most 100000'],
    ],
  ])('refuses %j in one line that says what is allowed', (args, parts) => {
    const message = refusal(args);
    expect(message).not.toContain('\n');
    for (const part of parts) expect(message).toContain(part);
  });

  it('says in the help what every option is and what it counts', () => {
    const help = helpText();
    for (const name of Object.keys(read(''))) {
      expect(help).toContain(`--${name === 'retrySeconds' ? 'retry-seconds' : name}`);
    }
    expect(help).toContain('users of each channel session (10)');
    expect(help).toContain('pushes to the CDN, over all channels (3)');
  });
});
