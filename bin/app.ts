#!/usr/bin/env -S npx tsx
// The CDK app: one stack, configured by context.
import { App } from 'aws-cdk-lib';
import { ConfigError } from '../lib/config';
import { NotificationsStack } from '../lib/notifications-stack';
import { readStage } from '../lib/stage';

const app = new App();
try {
  const { stackId, ...props } = readStage(app.node);
  new NotificationsStack(app, stackId, props);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
