// The stack's configuration: one typed place, read from CDK context and validated before anything is made.
import type { Node } from 'constructs';
import * as v from 'valibot';

/** DynamoDB's and CloudWatch's days: a whole number from context, where `-c key=value` always gives a string. */
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

interface Setting {
  readonly schema: v.GenericSchema;
  readonly allowed: string;
  readonly default: unknown;
}

const setting = <const S extends v.GenericSchema, const D>(schema: S, allowed: string, fallback: D) =>
  ({ schema, allowed, default: fallback }) satisfies Setting;

/** Every context key: what is allowed, and its default. */
const settings = {
  /** A second copy of the bundle in the same account gets a stage name; `dev` may be destroyed whole. */
  stage: setting(
    v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/))),
    'a letter, then up to 31 letters, digits and hyphens, as CloudFormation takes them in a stack name',
    undefined,
  ),
  /** Days that an item stays in its table after it ended. */
  retentionDays: setting(
    wholeNumber(1, MAX_RETENTION_DAYS),
    `a whole number from 1 to ${MAX_RETENTION_DAYS}`,
    90,
  ),
  /** Days that an item stays in its table whose end never came. */
  openRetentionDays: setting(
    wholeNumber(1, MAX_RETENTION_DAYS),
    `a whole number from 1 to ${MAX_RETENTION_DAYS}`,
    365,
  ),
  /** Days that events stay in the archive. */
  archiveRetentionDays: setting(
    wholeNumber(1, MAX_RETENTION_DAYS),
    `a whole number from 1 to ${MAX_RETENTION_DAYS}`,
    30,
  ),
  /** Days that log lines stay. */
  logRetentionDays: setting(
    v.pipe(wholeNumber(1, MAX_RETENTION_DAYS), v.picklist(LOG_RETENTION_DAYS)),
    `one of ${LOG_RETENTION_DAYS.join(', ')}, as CloudWatch Logs offers them`,
    30,
  ),
  /** Requests per second that the endpoint takes in the long run. */
  throttleRate: setting(wholeNumber(1, 10_000), 'a whole number from 1 to 10000', 500),
  /** Requests that the endpoint takes at once. */
  throttleBurst: setting(wholeNumber(1, 5_000), 'a whole number from 1 to 5000', 1_000),
  /** Channels whose notifications are forwarded, but kept out of the tables. */
  ignoredChannels: setting(
    channelNames,
    `channel names with commas between them, or a JSON array of them, of ${MAX_CHANNELS_BYTES} bytes as JSON at most`,
    ['test_webhook'],
  ),
  /** Largest body that the endpoint takes, in bytes. */
  bodyLimitBytes: setting(
    wholeNumber(1_024, MAX_BODY_BYTES),
    `a whole number from 1024 to ${MAX_BODY_BYTES}`,
    65_536,
  ),
  /** Where alarms are sent by e-mail; without it, the alarm topic has no subscriber of ours. */
  alarmEmail: setting(
    v.optional(v.pipe(v.string(), v.email(), v.maxLength(254))),
    'an e-mail address',
    undefined,
  ),
  /** Minutes without any notification after which an alarm goes off; 0 = no such alarm. */
  silenceMinutes: setting(wholeNumber(0, 1_440), 'a whole number from 0 to 1440', 0),
} as const;

type Settings = typeof settings;

/** The stack's configuration. */
export type Config = {
  readonly [Key in keyof Settings]: v.InferOutput<Settings[Key]['schema']>;
};

/** Context keys that are the CDK's or the toolkit's own, not ours. */
const isForeign = (key: string): boolean =>
  key.includes(':') || key.startsWith('@') || key === 'cli-telemetry';

/** Thrown at synth for a wrong configuration, before anything is created. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the configuration from CDK context (`-c key=value`, or cdk.json's `context`).
 *
 * @throws ConfigError with each wrong value's name, the value it got and what is allowed
 */
export const readConfig = (node: Node): Config => {
  const given = node.getAllContext();
  const problems = Object.keys(given)
    .filter((key) => !isForeign(key) && !Object.hasOwn(settings, key))
    .map((key) => `${key}: unknown context key; known are ${Object.keys(settings).join(', ')}`);
  const config: Record<string, unknown> = {};
  for (const [key, { schema, allowed, default: fallback }] of Object.entries<Setting>(settings)) {
    const value = given[key] ?? fallback;
    const result = v.safeParse(schema, value);
    if (result.success) config[key] = result.output;
    else problems.push(`${key}: got ${JSON.stringify(value)}; allowed is ${allowed}`);
  }
  if (problems.length > 0) throw new ConfigError(`Wrong configuration:\n  ${problems.join('\n  ')}`);
  const valid = config as Config;
  if (valid.archiveRetentionDays > valid.retentionDays) {
    throw new ConfigError(
      `Wrong configuration:\n  archiveRetentionDays: got ${valid.archiveRetentionDays}; allowed is at most ` +
        `retentionDays (${valid.retentionDays}), or a replay would bring back items that have expired`,
    );
  }
  return valid;
};

/** The id of the stack of a stage. */
export const stackId = (stage: string | undefined): string =>
  stage === undefined ? 'AnyrtcNotifications' : `AnyrtcNotifications-${stage}`;

/** Whether a stage may be destroyed whole, its tables and secret with it. */
export const isDisposable = (stage: string | undefined): boolean => stage === 'dev';
