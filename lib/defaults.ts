// The defaults of the settings, for the deployed stack as for the embedded one.

/** What each setting is where it is not set. What it means is said at the construct's props. */
export const defaults = {
  retentionDays: 90,
  openRetentionDays: 365,
  archiveRetentionDays: 30,
  logRetentionDays: 30,
  throttleRate: 2_000,
  throttleBurst: 4_000,
  ignoredChannels: ['test_webhook'],
  bodyLimitBytes: 65_536,
  silenceMinutes: 0,
  projectionConcurrency: 50,
  schemaRegistry: true,
  runtime: 'nodejs24.x',
  architecture: 'arm64',
  emptyMinutes: 15,
  silentHours: 0,
  countEvents: false,
} as const;
