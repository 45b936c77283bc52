// What the environment says about the embedded stack, read once at start.
import { resolve } from 'node:path';
import * as v from 'valibot';
import { parseSigningSecrets } from '../../functions/ingest/signing-secrets';
import { CommandFailure } from '../command-line/command-failure';
import { defaults } from '../defaults';

/** The value of DATA_DIR that keeps nothing. */
const IN_MEMORY = ':memory:';

/** The secret of the embedded stack where none is given. */
export const DEFAULT_SECRET = 'local-secret';

/** The port of the embedded stack where none is given. */
export const DEFAULT_PORT = 3000;

/** Settings of the embedded stack. */
export interface LocalConfig {
  /** Where notifications are posted to. */
  readonly port: number;
  /** Where DynamoDB's API is served. */
  readonly dynamodbPort: number;
  /** Where the console is served; absent: none. */
  readonly consolePort?: number;
  /** Where dynamodb-admin shows the tables as they are; absent: nowhere. */
  readonly tablesPort?: number;
  /** Signing secrets that are valid together. */
  readonly secrets: readonly string[];
  /** Absolute path of the folder with the data; absent: the data is kept in memory and is gone at the end. */
  readonly dataDir?: string;
  /** Minutes without news after which a channel that everybody has left is over; 0 = never. */
  readonly emptyMinutes: number;
  /** Hours without news after which any channel is over; 0 = never. */
  readonly silentHours: number;
  /** Whether changes of the counts are put on the bus. */
  readonly countEvents: boolean;
}

const port = (least: number, fallback: number) => {
  const allowed = `a whole number from ${least === 0 ? '1 to 65535, 0 for none' : '1 to 65535'}`;
  const message = `give ${allowed}, or leave it out for ${fallback}`;
  return v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}$/, message),
      v.transform(Number),
      v.minValue(least, message),
      v.maxValue(65_535, message),
    ),
    String(fallback),
  );
};

/** What may also be stored in Secrets Manager: one secret, or a JSON array of them. */
const secrets = v.pipe(
  v.optional(v.string(), DEFAULT_SECRET),
  v.transform(parseSigningSecrets),
  v.minLength(1, 'give one secret, or a JSON array of those that are valid together: ["new","old"]'),
);

const dataDir = v.optional(
  v.pipe(
    v.string(),
    v.check(
      (text) => text.trim() !== '' && !text.includes('\0'),
      `give a folder, or ${IN_MEMORY} to keep nothing`,
    ),
  ),
  '.local/data',
);

const amount = (unit: string, fallback: number) =>
  v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^\d{1,9}(\.\d{1,9})?$/,
        `give a number of ${unit}, fractions too, 0 for never, or leave it out for ${fallback}`,
      ),
      v.transform(Number),
    ),
    String(fallback),
  );

const flag = v.pipe(
  v.optional(v.picklist(['true', 'false', '1', '0'], 'give a flag: true or false'), 'false'),
  v.transform((text) => text === 'true' || text === '1'),
);

const environment = v.object({
  PORT: port(1, DEFAULT_PORT),
  DYNAMODB_PORT: port(1, 8000),
  CONSOLE_PORT: port(0, 8001),
  TABLES_PORT: port(0, 8002),
  ANYRTC_SECRET: secrets,
  DATA_DIR: dataDir,
  EMPTY_MINUTES: amount('minutes', defaults.emptyMinutes),
  SILENT_HOURS: amount('hours', defaults.silentHours),
  COUNT_EVENTS: flag,
});

/** What is empty is not set: `PORT=` in a file of settings, or `PORT=$UNSET` in a shell. */
const withoutEmpty = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

/**
 * Reads the settings of the embedded stack. An empty one is as good as none.
 *
 * @param env - the process's environment
 * @throws CommandFailure that names the first variable that cannot be used, its value and what is allowed
 */
export const readLocalConfig = (env: NodeJS.ProcessEnv): LocalConfig => {
  const read = v.safeParse(environment, withoutEmpty(env));
  if (!read.success) {
    const [issue] = read.issues;
    const name = String(issue.path?.[0]?.key);
    // A secret does not belong on a screen, not even a wrong one.
    const value = name === 'ANYRTC_SECRET' ? 'none that can be used' : JSON.stringify(env[name]);
    throw new CommandFailure(`${name} is ${value}: ${issue.message}.`);
  }
  const { PORT, DYNAMODB_PORT, CONSOLE_PORT, TABLES_PORT, ANYRTC_SECRET, DATA_DIR } = read.output;
  const names = new Map<number, string>();
  for (const [name, value] of Object.entries({ PORT, DYNAMODB_PORT, CONSOLE_PORT, TABLES_PORT })) {
    const other = names.get(value);
    if (other !== undefined && value !== 0) {
      throw new CommandFailure(`${other} and ${name} are both ${value}: give each a port of its own.`);
    }
    names.set(value, name);
  }
  return {
    port: PORT,
    dynamodbPort: DYNAMODB_PORT,
    ...(CONSOLE_PORT !== 0 && { consolePort: CONSOLE_PORT }),
    ...(TABLES_PORT !== 0 && { tablesPort: TABLES_PORT }),
    secrets: ANYRTC_SECRET,
    ...(DATA_DIR !== IN_MEMORY && { dataDir: resolve(DATA_DIR) }),
    emptyMinutes: read.output.EMPTY_MINUTES,
    silentHours: read.output.SILENT_HOURS,
    countEvents: read.output.COUNT_EVENTS,
  };
};
