// The configuration: every setting with its check and its default, for the construct's props as for CDK context.
import { RemovalPolicy } from 'aws-cdk-lib';
import * as v from 'valibot';
import type { AnyrtcNotificationsProps } from './anyrtc-notifications-props';
import { defaults } from './defaults';
import {
  channelNames,
  oneOf,
  oneOfNumbers,
  optional,
  textOrToken,
  type Value,
  wholeNumber,
  yesOrNo,
} from './setting-values';

interface Setting extends Value {
  readonly default: unknown;
}

const setting = <const S extends v.GenericSchema, const D>(value: Value<S>, fallback: D) =>
  ({ ...value, default: fallback }) satisfies Setting;

const days = wholeNumber(1, 3_653);

/** The retentions that CloudWatch Logs offers, in days. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** The longest JSON that a body may become, twice its bytes, must be an event, whose limit is 256 KiB. */
const MAX_BODY_BYTES = 122_880;

const DOMAIN_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const CERTIFICATE_ARN = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/\S+$/;

/** What tables and secret can be left to: neither has snapshots that are taken at deletion. */
const REMOVAL_POLICIES = [
  RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  RemovalPolicy.RETAIN,
  RemovalPolicy.DESTROY,
] as const;

/** Every setting: what is allowed, and its default. What each means is said at the construct's props. */
const settings = {
  retentionDays: setting(days, defaults.retentionDays),
  openRetentionDays: setting(days, defaults.openRetentionDays),
  archiveRetentionDays: setting(days, defaults.archiveRetentionDays),
  logRetentionDays: setting(
    oneOfNumbers(LOG_RETENTION_DAYS, ', as CloudWatch Logs offers them'),
    defaults.logRetentionDays,
  ),
  throttleRate: setting(wholeNumber(1, 10_000), defaults.throttleRate),
  throttleBurst: setting(wholeNumber(1, 5_000), defaults.throttleBurst),
  ignoredChannels: setting(channelNames, defaults.ignoredChannels),
  bodyLimitBytes: setting(wholeNumber(1_024, MAX_BODY_BYTES), defaults.bodyLimitBytes),
  alarmEmail: setting(
    optional(textOrToken(v.pipe(v.string(), v.email(), v.maxLength(254)), 'an e-mail address')),
    undefined,
  ),
  silenceMinutes: setting(wholeNumber(0, 1_440), defaults.silenceMinutes),
  emptyMinutes: setting(wholeNumber(0, 1_440), defaults.emptyMinutes),
  silentHours: setting(wholeNumber(0, 8_760), defaults.silentHours),
  countEvents: setting(yesOrNo, defaults.countEvents),
  projectionConcurrency: setting(wholeNumber(2, 1_000), defaults.projectionConcurrency),
  ingestReservedConcurrency: setting(optional(wholeNumber(1, 10_000)), undefined),
  schemaRegistry: setting(yesOrNo, defaults.schemaRegistry),
  runtime: setting(oneOf(['nodejs24.x', 'nodejs22.x']), defaults.runtime),
  architecture: setting(oneOf(['arm64', 'x86_64']), defaults.architecture),
  domainName: setting(
    optional(
      textOrToken(
        v.pipe(v.string(), v.regex(DOMAIN_NAME), v.maxLength(253)),
        'a domain name in small letters',
      ),
    ),
    undefined,
  ),
  certificateArn: setting(
    optional(
      textOrToken(
        v.pipe(v.string(), v.regex(CERTIFICATE_ARN)),
        "a certificate's ARN in AWS Certificate Manager",
      ),
    ),
    undefined,
  ),
  removalPolicy: setting(oneOf(REMOVAL_POLICIES), RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE),
} as const satisfies Readonly<Record<keyof AnyrtcNotificationsProps, Setting>>;

/** The file of settings of this name is that of the stack without a stage: two stacks must not share one. */
export const WITHOUT_STAGE = 'default';

const stageName = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/), v.notValue(WITHOUT_STAGE));

/** Whether a value is a stage's name. */
export const isStageName = (value: unknown): value is string => v.is(stageName, value);

/** What CDK context may hold: every setting but what a stage's name decides, and that name. */
const { removalPolicy: _byStage, ...contextSettings } = {
  stage: setting(
    optional({
      schema: stageName,
      allowed: `a letter, then up to 31 letters, digits and hyphens, as CloudFormation takes them in a stack name; not ${WITHOUT_STAGE}`,
    }),
    undefined,
  ),
  ...settings,
};

type Values<Settings extends Readonly<Record<string, Setting>>> = {
  readonly [Key in keyof Settings]: v.InferOutput<Settings[Key]['schema']>;
};

/** The configuration, complete and checked. */
export type Config = Values<typeof settings>;

/** What CDK context says, complete and checked. */
export type ContextConfig = Values<typeof contextSettings>;

/** Thrown at synth for a wrong configuration, before anything is created. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(`Wrong configuration:\n  ${problems.join('\n  ')}`);
  }
}

const check = <Settings extends Readonly<Record<string, Setting>>>(
  settings: Settings,
  given: Readonly<Record<string, unknown>>,
): Values<Settings> => {
  const problems = Object.keys(given)
    .filter((key) => !Object.hasOwn(settings, key))
    .map((key) => `${key}: unknown setting; known are ${Object.keys(settings).join(', ')}`);
  const config: Record<string, unknown> = {};
  for (const [key, { schema, allowed, default: fallback }] of Object.entries<Setting>(settings)) {
    const value = given[key] ?? fallback;
    const result = v.safeParse(schema, value);
    if (result.success) config[key] = result.output;
    else problems.push(`${key}: got ${JSON.stringify(value)}; allowed is ${allowed}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config as Values<Settings>;
};

/** What no setting by itself shows to be wrong. */
const checkTogether = ({
  archiveRetentionDays,
  retentionDays,
  domainName,
  certificateArn,
}: Pick<Config, 'archiveRetentionDays' | 'retentionDays' | 'domainName' | 'certificateArn'>): void => {
  if (archiveRetentionDays > retentionDays) {
    throw new ConfigError([
      `archiveRetentionDays: got ${archiveRetentionDays}; allowed is at most ` +
        `retentionDays (${retentionDays}), or a replay would bring back items that have expired`,
    ]);
  }
  if ((domainName === undefined) !== (certificateArn === undefined)) {
    const [set, missing] =
      domainName === undefined ? ['certificateArn', 'domainName'] : ['domainName', 'certificateArn'];
    throw new ConfigError([`${missing}: got nothing; it must be there where ${set} is`]);
  }
};

/**
 * Checks the construct's props and fills in the defaults.
 *
 * @throws ConfigError with each wrong prop's name, the value it got and what is allowed
 */
export const checkProps = (props: AnyrtcNotificationsProps): Config => {
  const config = check(settings, { ...props });
  checkTogether(config);
  return config;
};

/**
 * Checks what CDK context says, where every value may be text, and fills in the defaults.
 *
 * @throws ConfigError with each wrong key's name, the value it got and what is allowed
 */
export const checkContext = (given: Readonly<Record<string, unknown>>): ContextConfig => {
  const config = check(contextSettings, given);
  checkTogether(config);
  return config;
};
