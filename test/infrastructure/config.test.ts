// The checks of every setting, and its default: in context, and as a prop.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnParameter, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ConfigError, type ContextConfig, checkContext, checkProps } from '../../lib/config';
import { newApp } from '../helpers/synthesized';

const configOf = (context: Readonly<Record<string, unknown>> = {}): ContextConfig => checkContext(context);

/** The message for some context that is wrong. */
const problemOf = (context: Readonly<Record<string, unknown>>): string => {
  try {
    configOf(context);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error(`${JSON.stringify(context)} was taken`);
};

describe('the defaults', () => {
  it('are the documented ones', () => {
    expect(configOf()).toEqual({
      stage: undefined,
      retentionDays: 90,
      openRetentionDays: 365,
      archiveRetentionDays: 30,
      logRetentionDays: 30,
      throttleRate: 2000,
      throttleBurst: 4000,
      ignoredChannels: ['test_webhook'],
      emptyMinutes: 15,
      silentHours: 0,
      countEvents: false,
      bodyLimitBytes: 65536,
      alarmEmail: undefined,
      silenceMinutes: 0,
      projectionConcurrency: 50,
      ingestReservedConcurrency: undefined,
      schemaRegistry: true,
      runtime: 'nodejs24.x',
      architecture: 'arm64',
      domainName: undefined,
      certificateArn: undefined,
    });
  });
});

describe('a value from the context', () => {
  it.each<[string, unknown, unknown]>([
    ['stage', 'dev', 'dev'],
    ['stage', `a${'-'.repeat(31)}`, `a${'-'.repeat(31)}`],
    ['retentionDays', '3653', 3653],
    ['retentionDays', 30, 30],
    ['openRetentionDays', '1', 1],
    ['archiveRetentionDays', '90', 90],
    ['logRetentionDays', '3653', 3653],
    ['logRetentionDays', 1, 1],
    ['throttleRate', '10000', 10000],
    ['throttleBurst', '5000', 5000],
    ['ignoredChannels', 'a, b ,,c', ['a', 'b', 'c']],
    ['ignoredChannels', ['a', 'b,c'], ['a', 'b,c']],
    ['ignoredChannels', '["a","b,c"]', ['a', 'b,c']],
    ['ignoredChannels', '[a,5', ['[a', '5']],
    ['ignoredChannels', '', []],
    ['bodyLimitBytes', '1024', 1024],
    ['alarmEmail', 'ops@example.com', 'ops@example.com'],
    ['silenceMinutes', '1440', 1440],
    ['projectionConcurrency', '2', 2],
    ['ingestReservedConcurrency', '100', 100],
    ['schemaRegistry', 'false', false],
    ['schemaRegistry', true, true],
    ['runtime', 'nodejs22.x', 'nodejs22.x'],
    ['architecture', 'x86_64', 'x86_64'],
    ['retentionDays', null, 90],
  ])('%s %j is %j', (key, value, expected) => {
    expect(configOf({ [key]: value })).toHaveProperty(key, expected);
  });
});

describe('a wrong value', () => {
  const days = 'a whole number from 1 to 3653';
  it.each<[string, unknown, string]>([
    ['stage', '', 'a letter, then up to 31 letters, digits and hyphens'],
    ['stage', '1st', 'a letter, then'],
    ['stage', 'a_b', 'a letter, then'],
    ['stage', 'a b', 'a letter, then'],
    ['stage', 'é', 'a letter, then'],
    ['stage', `a${'x'.repeat(32)}`, 'a letter, then'],
    ['stage', 5, 'a letter, then'],
    ['retentionDays', '0', days],
    ['retentionDays', '-1', days],
    ['retentionDays', '1.5', days],
    ['retentionDays', 1.5, days],
    ['retentionDays', '1e2', days],
    ['retentionDays', '', days],
    ['retentionDays', ' 5', days],
    ['retentionDays', 'ninety', days],
    ['retentionDays', true, days],
    ['retentionDays', [90], days],
    ['retentionDays', '3654', days],
    ['openRetentionDays', '0', days],
    ['archiveRetentionDays', '3654', days],
    ['logRetentionDays', '31', 'one of 1, 3, 5, 7, 14, 30, '],
    ['logRetentionDays', '0', 'one of 1, 3, 5, 7, 14, 30, '],
    ['throttleRate', '0', 'a whole number from 1 to 10000'],
    ['throttleRate', '10001', 'a whole number from 1 to 10000'],
    ['throttleBurst', '5001', 'a whole number from 1 to 5000'],
    ['ignoredChannels', 5, 'channel names with commas between them, or a JSON array of them'],
    ['ignoredChannels', ['a', 5], 'channel names'],
    ['ignoredChannels', ['x'.repeat(3_069)], 'channel names'],
    ['bodyLimitBytes', '1023', 'a whole number from 1024 to '],
    ['bodyLimitBytes', '10000000', 'a whole number from 1024 to '],
    ['alarmEmail', 'ops', 'an e-mail address'],
    ['alarmEmail', '', 'an e-mail address'],
    ['alarmEmail', `${'x'.repeat(250)}@example.com`, 'an e-mail address'],
    ['silenceMinutes', '-5', 'a whole number from 0 to 1440'],
    ['silenceMinutes', '1441', 'a whole number from 0 to 1440'],
    ['projectionConcurrency', '1', 'a whole number from 2 to 1000'],
    ['projectionConcurrency', '1001', 'a whole number from 2 to 1000'],
    ['ingestReservedConcurrency', '0', 'a whole number from 1 to 10000'],
    ['schemaRegistry', 'no', 'true or false'],
    ['runtime', 'nodejs20.x', 'one of nodejs24.x, nodejs22.x'],
    ['architecture', 'arm', 'one of arm64, x86_64'],
    ['domainName', 'https://rtc.example.com', 'a domain name in small letters'],
    ['domainName', 'example', 'a domain name in small letters'],
    ['certificateArn', 'arn:aws:iam::1:certificate/x', "a certificate's ARN in AWS Certificate Manager"],
  ])('fails with its name, the value it got and what is allowed: %s %j', (key, value, allowed) => {
    expect(problemOf({ [key]: value })).toContain(
      `Wrong configuration:\n  ${key}: got ${JSON.stringify(value)}; allowed is ${allowed}`,
    );
  });

  it('is told together with all others', () => {
    expect(problemOf({ throttleRate: 'x', silenceMinutes: 'y', stages: 'z' }).split('\n')).toEqual([
      'Wrong configuration:',
      expect.stringContaining('  stages: unknown setting'),
      expect.stringContaining('  throttleRate: got "x"'),
      expect.stringContaining('  silenceMinutes: got "y"'),
    ]);
  });

  it('is a domain name without a certificate, or a certificate without a name', () => {
    const domainName = 'rtc.example.com';
    const certificateArn = 'arn:aws-cn:acm:cn-north-1:111122223333:certificate/5b0d3f1e';
    expect(configOf({ domainName, certificateArn })).toMatchObject({ domainName, certificateArn });
    expect(problemOf({ domainName })).toContain(
      'certificateArn: got nothing; it must be there where domainName is',
    );
    expect(problemOf({ certificateArn })).toContain(
      'domainName: got nothing; it must be there where certificateArn is',
    );
  });

  it('is an archive that is kept longer than the items, or a replay would bring them back', () => {
    const problem = problemOf({ archiveRetentionDays: '91' });
    expect(problem).toContain('archiveRetentionDays: got 91; allowed is at most retentionDays (90)');
    expect(problemOf({ retentionDays: '29' })).toContain('archiveRetentionDays: got 30');
    expect(configOf({ retentionDays: '30' }).archiveRetentionDays).toBe(30);
  });
});

describe('a context key', () => {
  it.each(['retentiondays', 'Stage', 'alarm', 'constructor', 'toString'])(
    'that nobody knows fails with the known ones: %s',
    (key) => {
      expect(problemOf({ [key]: 'x' })).toContain(
        `${key}: unknown setting; known are stage, retentionDays, openRetentionDays, archiveRetentionDays, ` +
          'logRetentionDays, throttleRate, throttleBurst, ignoredChannels, bodyLimitBytes, alarmEmail, silenceMinutes, emptyMinutes, silentHours, countEvents, projectionConcurrency, ' +
          'ingestReservedConcurrency, schemaRegistry, runtime, architecture, domainName, certificateArn',
      );
    },
  );
});

describe("the construct's props", () => {
  it('have the same defaults, and keep tables and secret', () => {
    const { stage: _none, ...byContext } = configOf();
    expect(checkProps({})).toEqual({
      ...byContext,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  });

  it('fail with the name, the value and what is allowed', () => {
    const wrong = { retentionDays: 0, removalPolicy: RemovalPolicy.SNAPSHOT, stage: 'dev' };
    expect(() => checkProps(wrong)).toThrow(ConfigError);
    expect(() => checkProps(wrong)).toThrow('retentionDays: got 0; allowed is a whole number from 1 to 3653');
    expect(() => checkProps(wrong)).toThrow(
      'removalPolicy: got "snapshot"; allowed is one of retain-on-update-or-delete, retain, destroy',
    );
    expect(() => checkProps(wrong)).toThrow('stage: unknown setting');
  });

  it('may be texts that are known only when they are deployed', () => {
    const stack = new Stack(newApp());
    const { valueAsString } = new CfnParameter(stack, 'Text');
    const { valueAsNumber } = new CfnParameter(stack, 'Number', { type: 'Number' });
    const text = valueAsString;
    expect(checkProps({ alarmEmail: text, domainName: text, certificateArn: text })).toMatchObject({
      alarmEmail: text,
      domainName: text,
      certificateArn: text,
    });
    // A number is a schedule or a limit, which the template must hold.
    expect(() => checkProps({ retentionDays: valueAsNumber })).toThrow('retentionDays: got -1.8');
  });

  it('say in their documentation the default that they have', () => {
    const { removalPolicy, ...config } = checkProps({});
    expect(documentedDefaults()).toEqual({
      ...Object.fromEntries(
        Object.entries(config).map(([name, value]) => [
          name,
          value === undefined ? expect.stringMatching(/^- \S/) : JSON.stringify(value).replaceAll('"', "'"),
        ]),
      ),
      removalPolicy: 'RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE',
    });
    expect(removalPolicy).toBe(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  });
});

/** What each prop's `@default` says. */
const documentedDefaults = (): Readonly<Record<string, string>> => {
  const file = readFileSync(join(process.cwd(), 'lib/anyrtc-notifications-props.ts'), 'utf8');
  return Object.fromEntries(
    [...file.matchAll(/@default (.+)\n {3}\*\/\n {2}readonly (\w+)\?:/g)].map(([, value, name]) => [
      name,
      value,
    ]),
  );
};
