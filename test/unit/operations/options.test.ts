import {
  readRedriveOptions,
  readReplayOptions,
  redriveHelp,
  replayHelp,
} from '../../../lib/operations/options';

describe('npm run redrive', () => {
  it('has defaults', () => {
    expect(readRedriveOptions([])).toEqual({ stack: 'AnyrtcNotifications', show: 0, yes: false });
  });

  it('reads every option', () => {
    const args = ['--stack', 'AnyrtcNotifications-eu', '--show=12', '--queue', 'cdn', '--yes'];
    expect(readRedriveOptions(args)).toEqual({
      stack: 'AnyrtcNotifications-eu',
      show: 12,
      queue: 'cdn',
      yes: true,
    });
  });

  it.each([
    [['--show', 'many'], '--show many: must be a whole number from 0 to 1000'],
    [['--show', '1001'], '--show 1001: must be a whole number from 0 to 1000'],
    [['--show=-1'], '--show -1: must be a whole number from 0 to 1000'],
    [['--queue', 'RTC'], '--queue RTC: must be one of rtc, cdn'],
    [
      ['--stack', 'a b'],
      '--stack "a b": must be a stack\'s name: a letter, then up to 127 letters, digits and hyphens',
    ],
    [
      ['--stack='],
      '--stack "": must be a stack\'s name: a letter, then up to 127 letters, digits and hyphens',
    ],
    [['--stack', '--yes'], '--stack: needs a value: --stack NAME, the deployed stack (AnyrtcNotifications)'],
    [['--yes=no'], '--yes=no: takes no value'],
    [['--from', '2026-01-01'], '--from: no such option; there are --stack --queue --show --yes --help'],
    [['--toString'], '--toString: no such option; there are --stack --queue --show --yes --help'],
    [['rtc'], 'rtc: not an option; options begin with --, see --help'],
  ])('refuses %j in one line', (args, message) => {
    expect(() => readRedriveOptions(args)).toThrow(new Error(message));
  });
});

describe('npm run replay', () => {
  it('has defaults', () => {
    expect(readReplayOptions([])).toEqual({ stack: 'AnyrtcNotifications', yes: false });
  });

  it('reads bounds, a date as midnight UTC', () => {
    expect(readReplayOptions(['--from', '2026-02-28', '--to', '2026-02-28T12:30+08:00'])).toEqual({
      stack: 'AnyrtcNotifications',
      from: new Date('2026-02-28T00:00:00Z'),
      to: new Date('2026-02-28T04:30:00Z'),
      yes: false,
    });
  });

  it.each([
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-02-28T12:00',
    '2026-02-28T25:00Z',
    '1772280000',
    '',
  ])('refuses --from %j in one line', (text) => {
    expect(() => readReplayOptions(['--from', text])).toThrow(
      /^--from .*: must be a time in ISO 8601 with its zone, such as .*$/,
    );
  });

  it('refuses bounds in the wrong order', () => {
    expect(() => readReplayOptions(['--from', '2026-02-02', '--to', '2026-02-02'])).toThrow(
      '--from 2026-02-02T00:00:00.000Z --to 2026-02-02T00:00:00.000Z: --from must be before --to',
    );
  });
});

it('tells every option in the help', () => {
  expect(readRedriveOptions(['--show', 'x', '-h'])).toBe('help');
  expect(readReplayOptions(['--help'])).toBe('help');
  for (const name of ['--stack', '--queue', '--show', '--yes']) expect(redriveHelp()).toContain(name);
  for (const name of ['--stack', '--from', '--to', '--yes']) expect(replayHelp()).toContain(name);
});
