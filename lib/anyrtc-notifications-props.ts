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
   * @default 2000
   */
  readonly throttleRate?: number;

  /**
   * Requests that the endpoint takes at once: 1 to 5000.
   *
   * @default 4000
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
   * Batches that each projection works on at once at most: 2 to 1000. In a small account, few, so that the endpoint
   * keeps its share of the account's concurrency.
   *
   * @default 50
   */
  readonly projectionConcurrency?: number;

  /**
   * Executions of the endpoint's function that the account keeps for it, and the most that there are at once: 1 to
   * 10000. Lambda refuses it where it leaves others fewer than 100.
   *
   * @default - none: it shares the account's concurrency with all other functions
   */
  readonly ingestReservedConcurrency?: number | undefined;

  /**
   * Whether the schemas of the events are put into an EventBridge schema registry. Not every region has one.
   *
   * @default true
   */
  readonly schemaRegistry?: boolean;

  /**
   * The Lambda runtime of the functions: nodejs24.x or nodejs22.x, for where the former is not there yet.
   *
   * @default 'nodejs24.x'
   */
  readonly runtime?: 'nodejs24.x' | 'nodejs22.x';

  /**
   * The architecture of the functions: arm64 or x86_64, for where the former is not there yet.
   *
   * @default 'arm64'
   */
  readonly architecture?: 'arm64' | 'x86_64';

  /**
   * A domain name of your own for the endpoint, so that the address outlives the stack. Needs `certificateArn`.
   *
   * @default - the address that API Gateway gives
   */
  readonly domainName?: string | undefined;

  /**
   * The ARN of the certificate for `domainName`, in AWS Certificate Manager in the same region.
   *
   * @default - none
   */
  readonly certificateArn?: string | undefined;

  /**
   * Minutes without news after which a channel that everybody has left is over although nobody told its end: 1 to 1440;
   * 0 = never by time alone.
   *
   * @default 15
   */
  readonly emptyMinutes?: number;

  /**
   * Hours without news after which any channel is over: 1 to 8760; 0 = never.
   *
   * @default 0
   */
  readonly silentHours?: number;

  /**
   * Whether `Channel Count Changed` is put on the bus with every change of who is online.
   *
   * @default false
   */
  readonly countEvents?: boolean;

  /**
   * What becomes of the tables and the signing secret when they leave the stack: RETAIN_ON_UPDATE_OR_DELETE, RETAIN or
   * DESTROY. But with DESTROY, the tables are protected from deletion.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}
