#!/usr/bin/env -S npx tsx
// The CDK app: one stack, configured by context.
import { App } from 'aws-cdk-lib';
import { ConfigError, isDisposable, readConfig, stackId } from '../lib/config';
import { NotificationsStack } from '../lib/notifications-stack';

const app = new App();
try {
  const config = readConfig(app.node);
  new NotificationsStack(app, stackId(config.stage), {
    config,
    terminationProtection: !isDisposable(config.stage),
    description: "Receives anyRTC's notifications, puts each on an EventBridge bus and keeps tables of them",
  });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
