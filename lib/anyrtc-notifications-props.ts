// What a user of the construct may set. The checks, and the defaults themselves, are in config.ts.
import type { RemovalPolicy } from 'aws-cdk-lib';

/** Properties of {@link AnyrtcNotifications}. A wrong one fails at synth, with its name, its value and what is allowed. */
export interface AnyrtcNotificationsProps {
  /**
   * Days that an item stays in its table after it ended: 1 to 3653.
   *
   * @default 90
   */
  readonly retentionDays?: number;

  /**
   * Days that an item stays in its table whose end never came: 1 to 3653.
   *
   * @default 365
   */
  readonly openRetentionDays?: number;

  /**
   * Days that events stay in the archive: 1 to 3653, and not above `retentionDays`, or a replay would bring back items
   * that have expired.
   *
   * @default 30
   */
  readonly archiveRetentionDays?: number;

  /**
   * Days that log lines stay: one of those that CloudWatch Logs offers.
   *
   * @default 30
   */
  readonly logRetentionDays?: number;

  /**
   * Requests per second that the endpoint takes in the long run: 1 to 10000.
   *
   * @default 500
   */
  readonly throttleRate?: number;

  /**
   * Requests that the endpoint takes at once: 1 to 5000.
   *
   * @default 1000
   */
  readonly throttleBurst?: number;

  /**
   * Channels whose notifications are put on the bus, but kept out of the tables: 3072 bytes as JSON at most.
   *
   * @default ['test_webhook']
   */
  readonly ignoredChannels?: readonly string[];

  /**
   * Largest body that the endpoint takes, in bytes: 1024 to 122880.
   *
   * @default 65536
   */
  readonly bodyLimitBytes?: number;

  /**
   * Who gets the alarms by e-mail, after confirming AWS's first mail.
   *
   * @default - nobody, until something subscribes to `alarmTopic`
   */
  readonly alarmEmail?: string | undefined;

  /**
   * Minutes without any notification after which an alarm goes off, 1 to 1440; 0 = no such alarm.
   *
   * @default 0
   */
  readonly silenceMinutes?: number;

  /**
   * What becomes of the tables and the signing secret when they leave the stack: RETAIN_ON_UPDATE_OR_DELETE, RETAIN or
   * DESTROY.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}
