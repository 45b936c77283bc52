// The channel reports: the tables' streams and a schedule → function, with a queue for what it cannot count, and alarms.
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnTable, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { type EventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { streamedTables, type TableName } from '../tables';
import { messageQueue } from './message-queue';
import { MINUTE } from './metrics';
import { ServiceFunction } from './service-function';
import type { Shared } from './shared';

/** Tries of a batch after the first one; each halves it where it can. */
const RETRIES = 5;
/** How long changes are collected: a storm of joins becomes one count. */
const BATCH_WINDOW = Duration.seconds(5);
const BATCH_SIZE = 1_000;
/** Age of the oldest change that means the counts do not keep up. */
const LATE = Duration.minutes(10);

/** Properties of the channel reports. */
export interface ChannelReportsProps extends Shared {
  readonly bus: EventBus;
  readonly tables: Readonly<Record<TableName, Table>>;
}

/** The ARN of a table's stream. @throws Error where the table has none */
export const streamArnOf = ({ tableStreamArn, node }: Table): string => {
  if (tableStreamArn === undefined) throw new Error(`${node.path} has no stream`);
  return tableStreamArn;
};

/** Age of the oldest change that waits for its count, in milliseconds. */
export const lateness = (fn: IFunction): Metric => fn.metric('IteratorAge', { statistic: Stats.MAXIMUM });

/** Counts the lives of channels, and infers the ends that nobody told. */
export class ChannelReports extends Construct {
  readonly function: ServiceFunction;
  /** Keeps which changes could not be counted: the positions of their batch in the stream. */
  readonly failureQueue: Queue;

  constructor(scope: Construct, id: string, { bus, tables, ...shared }: ChannelReportsProps) {
    super(scope, id);
    const { config } = shared;
    this.failureQueue = messageQueue(this, 'FailureQueue');
    Validations.of(this.failureQueue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is where the batches end that could not be counted after all tries; an alarm watches it.',
    });
    this.function = new ServiceFunction(this, 'Reporter', {
      ...shared,
      name: 'channel-reports',
      environment: {
        CHANNEL_SESSIONS_TABLE: tables.ChannelSessions.tableName,
        USER_SESSIONS_TABLE: tables.UserSessions.tableName,
        CDN_STREAMS_TABLE: tables.CdnStreams.tableName,
        CHANNEL_REPORTS_TABLE: tables.ChannelReports.tableName,
        EVENT_BUS_NAME: bus.eventBusName,
        RETENTION_DAYS: String(config.retentionDays),
        OPEN_RETENTION_DAYS: String(config.openRetentionDays),
        EMPTY_MINUTES: String(config.emptyMinutes),
        SILENT_HOURS: String(config.silentHours),
        COUNT_EVENTS: String(config.countEvents),
      },
    });
    this.#allow(bus, tables);
    for (const name of streamedTables) this.#readStream(name, tables[name]);
    new Rule(this, 'Schedule', {
      description: 'Counts what time alone changes',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.function.function, { retryAttempts: 0 })],
    });
    this.#watch(shared);
  }

  #allow(
    bus: EventBus,
    { ChannelSessions, UserSessions, CdnStreams, ChannelReports }: ChannelReportsProps['tables'],
  ): void {
    const fn = this.function;
    const [read, write, query, scan] = ['BatchGetItem', 'PutItem', 'Query', 'Scan'].map(
      (action) => `dynamodb:${action}`,
    ) as [string, string, string, string];
    const indexOf = (table: Table, index: string) => `${table.tableArn}/index/${index}`;
    fn.allow([read, write], [ChannelSessions.tableArn, ChannelReports.tableArn]);
    fn.allow([read, write, query], [UserSessions.tableArn, CdnStreams.tableArn]);
    fn.allow([query], [indexOf(ChannelSessions, 'sessions-by-channel')]);
    fn.allow([query, scan], [indexOf(ChannelSessions, 'live-channels')]);
    fn.allow([scan], [indexOf(ChannelReports, 'due-checks')]);
    fn.allow(['events:PutEvents'], [bus.eventBusArn]);
    fn.allow(['sqs:SendMessage'], [this.failureQueue.queueArn]);
  }

  #readStream(name: TableName, table: Table): void {
    const fn = this.function;
    const streamArn = streamArnOf(table);
    fn.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [streamArn]);
    fn.allow(['dynamodb:ListStreams'], [`${table.tableArn}/stream/*`]);
    const { defaultChild } = table.node;
    if (!(defaultChild instanceof CfnTable)) throw new TypeError(`${table.node.path} is made of no CfnTable`);
    Validations.of(fn.role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(defaultChild)}.Arn>/stream/*]`,
      reason: 'A stream is listed among all that its table has and had: AWS has nothing finer.',
    });
    const mapping = new EventSourceMapping(this, `${name}Changes`, {
      target: fn.function,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH_SIZE,
      maxBatchingWindow: BATCH_WINDOW,
      bisectBatchOnError: true,
      retryAttempts: RETRIES,
      onFailure: { bind: () => ({ destination: this.failureQueue.queueArn }) },
    });
    // Lambda tries the stream when the mapping is made.
    mapping.node.addDependency(fn.role);
  }

  #watch({ alarms }: Shared): void {
    alarms.add(
      'FailedCounts',
      'Failed counts',
      'Changes could not be counted; the failure queue keeps for 14 days which they were.',
      {
        metric: this.failureQueue.metricApproximateNumberOfMessagesVisible({
          statistic: Stats.MAXIMUM,
          period: MINUTE,
        }),
        threshold: 1,
      },
    );
    alarms.add(
      'LateCounts',
      'Late counts',
      'The channel reports do not keep up with the changes of the tables.',
      {
        metric: lateness(this.function.function).with({ period: MINUTE }),
        threshold: LATE.toMilliseconds(),
        evaluationPeriods: 3,
      },
    );
  }
}
