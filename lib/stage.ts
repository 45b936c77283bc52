// A stage: one copy of the stack in an account, as CDK context asks for it.
import { RemovalPolicy } from 'aws-cdk-lib';
import type { Node } from 'constructs';
import type { AnyrtcNotificationsProps } from './anyrtc-notifications-props';
import { checkContext } from './config';
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

/**
 * Reads the stage and its settings from CDK context: `-c key=value`, or cdk.json's `context`.
 *
 * @throws ConfigError with each wrong key's name, the value it got and what is allowed
 */
export const readStage = (node: Node): Stage => {
  const context = Object.entries<unknown>(node.getAllContext()).filter(([key]) => !isForeign(key));
  const { stage, ...settings } = checkContext(Object.fromEntries(context));
  const disposable = stage === DISPOSABLE_STAGE;
  return {
    stackId: stackIdOf(stage),
    terminationProtection: !disposable,
    notifications: { ...settings, ...(disposable && { removalPolicy: RemovalPolicy.DESTROY }) },
  };
};
