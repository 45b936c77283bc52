#!/usr/bin/env -S npx tsx
// The CDK app: one stack, configured by context and the files in stages/.
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { ConfigError } from '../lib/config';
import { NotificationsStack } from '../lib/notifications-stack';
import { readStage } from '../lib/stage';

const app = new App();
try {
  const { stackId, ...props } = readStage(app.node, fileURLToPath(new URL('../stages', import.meta.url)));
  new NotificationsStack(app, stackId, props);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
