// The configuration: every setting with its check and its default, for the construct's props as for CDK context.
import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as v from 'valibot';
import type { AnyrtcNotificationsProps } from './anyrtc-notifications-props';
import { defaults } from './defaults';

/** A whole number, also as text: `-c key=value` always gives a string. */
const wholeNumber = (min: number, max: number) =>
  v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]),
    v.check(
      (value) => Number.isInteger(value) && value >= min && value <= max,
      `a whole number from ${min} to ${max}`,
    ),
  );

/** The retentions that CloudWatch Logs offers, in days. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const MAX_RETENTION_DAYS = 3653;

/** Lambda takes 4 KB of environment variables, the names as a JSON array among them. */
const MAX_CHANNELS_BYTES = 3_072;

const parseNames = (names: string): unknown => {
  if (!names.startsWith('[')) return names.split(',');
  try {
    return JSON.parse(names);
  } catch {
    return names.split(',');
  }
};

/** Channel names from a list, from its JSON, or from one string with commas between them. */
const channelNames = v.pipe(
  v.unknown(),
  v.transform((names) => (typeof names === 'string' ? parseNames(names) : names)),
  v.array(v.string()),
  v.transform((names) => names.map((name) => name.trim()).filter((name) => name !== '')),
  v.check((names) => Buffer.byteLength(JSON.stringify(names)) <= MAX_CHANNELS_BYTES),
);

/** The longest JSON that a body may become, twice its bytes, must be an event, whose limit is 256 KiB. */
const MAX_BODY_BYTES = 122_880;

/** What tables and secret can be left to: neither has snapshots that are taken at deletion. */
const REMOVAL_POLICIES = [
  RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  RemovalPolicy.RETAIN,
  RemovalPolicy.DESTROY,
] as const;

interface Setting {
  readonly schema: v.GenericSchema;
  readonly allowed: string;
  readonly default: unknown;
}

const setting = <const S extends v.GenericSchema, const D>(schema: S, allowed: string, fallback: D) =>
  ({ schema, allowed, default: fallback }) satisfies Setting;

/** A text that may also be known only when it is deployed: another resource's attribute, or a parameter. */
const textOrToken = <const S extends v.GenericSchema<string, string>>(schema: S) =>
  v.optional(
    v.union([v.custom<string>((value) => typeof value === 'string' && Token.isUnresolved(value)), schema]),
  );

/** Every setting: what is allowed, and its default. What each means is said at the construct's props. */
const settings = {
  retentionDays: setting(
    wholeNumber(1, MAX_RETENTION_DAYS),
    `a whole number from 1 to ${MAX_RETENTION_DAYS}`,
    defaults.retentionDays,
  ),
  openRetentionDays: setting(
    wholeNumber(1, MAX_RETENTION_DAYS),
    `a whole number from 1 to ${MAX_RETENTION_DAYS}`,
    defaults.openRetentionDays,
  ),
  archiveRetentionDays: setting(
    wholeNumber(1, MAX_RETENTION_DAYS),
    `a whole number from 1 to ${MAX_RETENTION_DAYS}`,
    defaults.archiveRetentionDays,
  ),
  logRetentionDays: setting(
    v.pipe(wholeNumber(1, MAX_RETENTION_DAYS), v.picklist(LOG_RETENTION_DAYS)),
    `one of ${LOG_RETENTION_DAYS.join(', ')}, as CloudWatch Logs offers them`,
    defaults.logRetentionDays,
  ),
  throttleRate: setting(wholeNumber(1, 10_000), 'a whole number from 1 to 10000', defaults.throttleRate),
  throttleBurst: setting(wholeNumber(1, 5_000), 'a whole number from 1 to 5000', defaults.throttleBurst),
  ignoredChannels: setting(
    channelNames,
    `channel names with commas between them, or a JSON array of them, of ${MAX_CHANNELS_BYTES} bytes as JSON at most`,
    defaults.ignoredChannels,
  ),
  bodyLimitBytes: setting(
    wholeNumber(1_024, MAX_BODY_BYTES),
    `a whole number from 1024 to ${MAX_BODY_BYTES}`,
    defaults.bodyLimitBytes,
  ),
  alarmEmail: setting(
    textOrToken(v.pipe(v.string(), v.email(), v.maxLength(254))),
    'an e-mail address',
    undefined,
  ),
  silenceMinutes: setting(wholeNumber(0, 1_440), 'a whole number from 0 to 1440', defaults.silenceMinutes),
  removalPolicy: setting(
    v.picklist(REMOVAL_POLICIES),
    `one of ${REMOVAL_POLICIES.join(', ')}`,
    RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  ),
} as const satisfies Readonly<Record<keyof AnyrtcNotificationsProps, Setting>>;

/** What CDK context may hold: every setting but what a stage's name decides, and that name. */
const { removalPolicy: _byStage, ...contextSettings } = {
  stage: setting(
    v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/))),
    'a letter, then up to 31 letters, digits and hyphens, as CloudFormation takes them in a stack name',
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
}: Pick<Config, 'archiveRetentionDays' | 'retentionDays'>): void => {
  if (archiveRetentionDays <= retentionDays) return;
  throw new ConfigError([
    `archiveRetentionDays: got ${archiveRetentionDays}; allowed is at most ` +
      `retentionDays (${retentionDays}), or a replay would bring back items that have expired`,
  ]);
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
