// A stage: one copy of the stack in an account, as CDK context and the stage's file of settings ask for it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import type { Node } from 'constructs';
import * as v from 'valibot';
import type { AnyrtcNotificationsProps } from './anyrtc-notifications-props';
import { ConfigError, checkContext, isStageName, WITHOUT_STAGE } from './config';
import { stackIdOf } from './stack-id';

/** A stage's stack. */
export interface Stage {
  readonly stackId: string;
  /** Whether the stack must be unprotected before it can be deleted. */
  readonly terminationProtection: boolean;
  readonly notifications: AnyrtcNotificationsProps;
}

/** The one stage that may be destroyed whole, its tables and secret with it. */
const DISPOSABLE_STAGE = 'dev';

/** Context keys that are the CDK's or the toolkit's own, not ours. */
const isForeign = (key: string): boolean =>
  key.includes(':') || key.startsWith('@') || key === 'cli-telemetry';

const fileSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.check((value) => !Array.isArray(value)),
  v.record(v.string(), v.unknown()),
);

/** The settings of a stage's file, if it has one. */
const readSettings = (folder: string, name: string): Readonly<Record<string, unknown>> => {
  const file = join(folder, `${name}.json`);
  if (!existsSync(file)) return {};
  const read = v.safeParse(fileSchema, readFileSync(file, 'utf8'));
  if (!read.success) throw new ConfigError([`${file}: is no JSON object of settings`]);
  if (Object.hasOwn(read.output, 'stage'))
    throw new ConfigError([`${file}: its name says which stage it is of`]);
  return read.output;
};

/**
 * Reads the stage and its settings: from CDK context (`-c key=value`, or cdk.json's `context`), else from the file
 * `NAME.json`, which is `default.json` without a stage.
 *
 * @param folder - of the files
 * @throws ConfigError with each wrong key's name, the value it got and what is allowed
 */
export const readStage = (node: Node, folder: string): Stage => {
  const context = Object.fromEntries(
    Object.entries<unknown>(node.getAllContext()).filter(([key]) => !isForeign(key)),
  );
  const name = isStageName(context.stage) ? context.stage : WITHOUT_STAGE;
  const { stage, ...settings } = checkContext({ ...readSettings(folder, name), ...context });
  const disposable = stage === DISPOSABLE_STAGE;
  return {
    stackId: stackIdOf(stage),
    terminationProtection: !disposable,
    notifications: { ...settings, ...(disposable && { removalPolicy: RemovalPolicy.DESTROY }) },
  };
};
