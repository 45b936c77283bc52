// What tells the operators: alarms to a topic, each with what to do, and a dashboard of the flow.
import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TextWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { sources } from '../../functions/contract/events';
import { PARKING_SOURCE } from '../../functions/republish/handler';
import { type RefusalReason, refusalReasons } from '../../functions/shared/errors';
import type { MetricName } from '../../functions/shared/observability';
import type { Config } from '../config';
import { type TableName, tableDefinitions, tableNames } from '../tables';
import type { IngestEndpoint } from './ingest-endpoint';
import type { Parking } from './parking';
import type { Projection } from './projection';
import type { ServiceFunction } from './service-function';

/** The heading of each alarm in the runbook, docs/operations.md. */
export const runbookHeadings = [
  'Dead letters',
  'Parked events',
  'Parking backlog',
  'Function errors',
  'Function throttles',
  'Endpoint 5xx',
  'Throttled requests (429)',
  'Oldest message',
  'Unrecognized notifications',
  'Refused signatures',
  'Unreadable notifications',
  'Silence',
  'Table throttling',
] as const;
type RunbookHeading = (typeof runbookHeadings)[number];

/** The metric of requests that API Gateway itself answered 429: a log filter writes it. */
export const THROTTLED_REQUESTS = 'ThrottledRequests';

/** Properties of the monitoring. */
export interface MonitoringProps {
  readonly config: Config;
  readonly endpoint: IngestEndpoint;
  readonly parking: Parking;
  readonly projections: Readonly<Record<string, Projection>>;
  readonly tables: Readonly<Record<TableName, Table>>;
}

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);
/** Refused signatures in five minutes that are more than a scanner passing by. */
const REFUSED_SIGNATURES = 100;
/** The tries of one notification: as many refusals, with nothing accepted, and a notification may be lost. */
const TRIES = 3;
/** Age of a queue's oldest message that means the projection does not keep up, in seconds. */
const OLDEST_MESSAGE_SECONDS = 300;
const PARKED_AGE_MS = 60_000;

type Watch = Pick<AlarmProps, 'metric' | 'threshold'> &
  Partial<Pick<AlarmProps, 'evaluationPeriods' | 'treatMissingData' | 'comparisonOperator'>>;

/** Alarms, their topic, and the dashboard. */
export class Monitoring extends Construct {
  readonly topic: Topic;
  readonly #props: MonitoringProps;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.#props = props;
    this.topic = this.#alarmTopic(props.config.alarmEmail);
    const throttled = this.#throttledRequests(props.endpoint.accessLogs);
    this.#watchEndpoint(throttled);
    this.#watchParking();
    for (const [name, projection] of Object.entries(props.projections))
      this.#watchProjection(name, projection);
    for (const [name, fn] of Object.entries(this.#functions())) this.#watchFunction(name, fn);
    for (const [name, table] of Object.entries(props.tables)) this.#watchTable(name, table);
    this.#dashboard(throttled);
  }

  /** A metric that the functions write. */
  #own(metricName: MetricName, dimensions: Readonly<Record<string, string>>, statistic = Stats.SUM): Metric {
    return this.#custom(metricName, statistic, dimensions);
  }

  #custom(metricName: string, statistic: string, dimensionsMap?: Readonly<Record<string, string>>): Metric {
    return new Metric({
      namespace: Stack.of(this).stackName,
      metricName,
      statistic,
      period: FIVE_MINUTES,
      ...(dimensionsMap && { dimensionsMap }),
    });
  }

  #accepted(): Metric[] {
    return Object.values(sources).map((source) => this.#own('Accepted', { source }).with({ label: source }));
  }

  #refused(reason: RefusalReason): Metric {
    return this.#own('Refused', { reason });
  }

  #functions(): Record<string, ServiceFunction> {
    const { endpoint, parking, projections } = this.#props;
    return {
      Ingest: endpoint.function,
      Republish: parking.function,
      ...Object.fromEntries(
        Object.entries(projections).map(([name, projection]) => [name, projection.function]),
      ),
    };
  }

  #alarmTopic(email: string | undefined): Topic {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    const { account, partition, region } = Stack.of(this);
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
          StringEquals: { 'aws:SourceAccount': account },
        },
      }),
    );
    if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  // API Gateway counts its own 429s only among all 4xx, so the access log is what tells them apart.
  #throttledRequests(accessLogs: LogGroup): Metric {
    new MetricFilter(this, 'ThrottledRequestsFilter', {
      logGroup: accessLogs,
      filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
      metricNamespace: Stack.of(this).stackName,
      metricName: THROTTLED_REQUESTS,
      metricValue: '1',
    });
    return this.#custom(THROTTLED_REQUESTS, Stats.SUM);
  }

  #alarm(id: string, heading: RunbookHeading, meaning: string, watch: Watch): void {
    new Alarm(this, id, {
      alarmDescription: `${meaning} What to do: docs/operations.md, heading "${heading}".`,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...watch,
    }).addAlarmAction(new SnsAction(this.topic));
  }

  #watchEndpoint(throttled: Metric): void {
    const { endpoint, config } = this.#props;
    const accepted = this.#accepted();
    this.#alarm(
      'EndpointErrors',
      'Endpoint 5xx',
      'The endpoint answered 5xx: notifications were not taken.',
      {
        metric: endpoint.api.metricServerError({ statistic: Stats.SUM, period: FIVE_MINUTES }),
        threshold: 1,
      },
    );
    this.#alarm(
      'ThrottledRequests',
      'Throttled requests (429)',
      'Requests over the throttle were answered 429; a sender that meets three of them gives a notification up.',
      { metric: throttled, threshold: 1 },
    );
    this.#alarm(
      'UnrecognizedNotifications',
      'Unrecognized notifications',
      'Authentic notifications came that the contract does not accept; they are on the bus and not in the tables.',
      { metric: this.#own('Unrecognized', { source: sources.unrecognized }), threshold: 1 },
    );
    this.#alarm(
      'RefusedSignatures',
      'Refused signatures',
      'Many requests had no valid signature: a rotated secret, or somebody guessing.',
      { metric: this.#refused('signature'), threshold: REFUSED_SIGNATURES },
    );
    for (const [id, reason] of [
      ['UnreadableBodies', 'not JSON'],
      ['UnreadableEnvelopes', 'envelope'],
    ] as const) {
      this.#alarm(
        id,
        'Unreadable notifications',
        `Authentic notifications were refused (${reason}): they are lost after three tries.`,
        { metric: this.#refused(reason), threshold: 1 },
      );
    }
    this.#alarm(
      'NothingAccepted',
      'Refused signatures',
      'Every request for ten minutes had no valid signature: the stored secret is not the one that anyRTC signs with.',
      {
        // Refusals count only where nothing was accepted, which no plain metric tells; a scanner alone is no wrong secret
        // where notifications come, and where few come, a wrong secret refuses too few for the alarm above.
        metric: new MathExpression({
          expression: `IF(${sumOf(accepted)} == 0, FILL(refused, 0), 0)`,
          usingMetrics: { ...usedIn(accepted), refused: this.#refused('signature') },
          period: FIVE_MINUTES,
          label: 'refused, with nothing accepted',
        }),
        threshold: TRIES,
        evaluationPeriods: 2,
      },
    );
    if (config.silenceMinutes === 0) return;
    this.#alarm('Silence', 'Silence', `No notification has come for ${config.silenceMinutes} minutes.`, {
      // A sum over the sources, which no plain metric is: the API's own count includes refused requests.
      metric: new MathExpression({
        expression: sumOf(accepted),
        usingMetrics: usedIn(accepted),
        period: MINUTE,
        label: 'accepted',
      }),
      threshold: 1,
      evaluationPeriods: config.silenceMinutes,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  #watchParking(): void {
    const { queue } = this.#props.parking;
    this.#alarm(
      'ParkedEvents',
      'Parked events',
      'The bus has not taken events for more than a minute; the parking queue keeps them for 14 days.',
      { metric: this.#parkedAge().with({ period: MINUTE }), threshold: PARKED_AGE_MS },
    );
    this.#alarm(
      'ParkingBacklog',
      'Parking backlog',
      'Parked events wait: nobody fetches them, or more come than are fetched.',
      {
        metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: MINUTE }),
        threshold: 1,
        evaluationPeriods: 5,
      },
    );
  }

  #parkedAge(): Metric {
    return this.#own('ParkedAge', { source: PARKING_SOURCE }, Stats.MAXIMUM);
  }

  #watchProjection(name: string, { queue, deadLetterQueue }: Projection): void {
    this.#alarm(
      `${name}DeadLetters`,
      'Dead letters',
      `Events of the ${name} projection could not be processed and wait in its dead-letter queue for 14 days.`,
      {
        metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
          statistic: Stats.MAXIMUM,
          period: MINUTE,
        }),
        threshold: 1,
      },
    );
    this.#alarm(
      `${name}OldestMessage`,
      'Oldest message',
      `The ${name} projection does not keep up with its queue.`,
      {
        metric: queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: MINUTE }),
        threshold: OLDEST_MESSAGE_SECONDS,
        evaluationPeriods: 3,
      },
    );
  }

  #watchFunction(name: string, { function: fn }: ServiceFunction): void {
    this.#alarm(`${name}Errors`, 'Function errors', `The ${name} function failed as a whole.`, {
      metric: fn.metricErrors({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      threshold: 1,
    });
    this.#alarm(`${name}Throttles`, 'Function throttles', `Lambda throttled the ${name} function.`, {
      metric: fn.metricThrottles({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      threshold: 1,
    });
  }

  #watchTable(name: string, table: Table): void {
    const settings = { statistic: Stats.SUM, period: FIVE_MINUTES };
    const watched = {
      ReadThrottleEvents: table.metric('ReadThrottleEvents', settings),
      // By the call, since WriteThrottleEvents leaves out what an index throttles.
      WriteThrottles: table.metric('ThrottledRequests', {
        ...settings,
        dimensionsMap: { TableName: table.tableName, Operation: 'PutItem' },
      }),
    };
    for (const [id, metric] of Object.entries(watched)) {
      this.#alarm(`${name}${id}`, 'Table throttling', `DynamoDB throttled the table ${name}.`, {
        metric,
        threshold: 1,
        evaluationPeriods: 2,
      });
    }
  }

  #dashboard(throttled: Metric): void {
    const { endpoint, projections, tables } = this.#props;
    const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
      new GraphWidget({ title, left, right, width: 6, height: 6, leftYAxis: { min: 0 } });
    const perProjection = (metricOf: (projection: Projection, name: string) => Metric): Metric[] =>
      Object.entries(projections).map(([name, projection]) =>
        metricOf(projection, name).with({ label: name }),
      );
    const functions = Object.entries(this.#functions());
    const projectionSources = [sources.rtc, sources.cdn];
    new Dashboard(this, 'Dashboard', {
      widgets: [
        [
          new TextWidget({
            markdown:
              '**anyRTC notifications**: in → forwarded → parked → projected, from left to right; below: lag, errors, what costs. What to do when an alarm goes off: docs/operations.md',
            width: 24,
            height: 2,
          }),
        ],
        [
          graph('In: requests', [
            endpoint.api
              .metricCount({ statistic: Stats.SUM, period: FIVE_MINUTES })
              .with({ label: 'requests' }),
            throttled.with({ label: 'throttled (429)' }),
            ...refusalReasons.map((reason) => this.#refused(reason).with({ label: reason })),
          ]),
          graph('Forwarded: accepted by source', this.#accepted(), [
            this.#own('Unrecognized', { source: sources.unrecognized }).with({ label: 'unrecognized' }),
          ]),
          graph(
            'Parked',
            [
              ...Object.values(sources).map((source) =>
                this.#own('Parked', { source }).with({ label: `parked ${source}` }),
              ),
              this.#own('Republished', { source: PARKING_SOURCE }).with({ label: 'republished' }),
            ],
            [this.#parkedAge().with({ label: 'age in ms' })],
          ),
          graph('Projected', [
            ...projectionSources.flatMap((source) => [
              this.#own('Projected', { source }).with({ label: `projected ${source}` }),
              this.#own('Unchanged', { source }).with({ label: `unchanged ${source}` }),
            ]),
          ]),
        ],
        [
          graph(
            'Lag from event to table, in ms',
            projectionSources.flatMap((source) =>
              ['p50', 'p99'].map((statistic) =>
                this.#own('Lag', { source }, statistic).with({ label: `${statistic} ${source}` }),
              ),
            ),
          ),
          graph(
            'Queues',
            perProjection(({ queue }) =>
              queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
            ),
            perProjection(({ queue }) =>
              queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM }),
            ),
          ),
          graph(
            'Errors: dead letters and conflicts',
            perProjection(({ deadLetterQueue }) =>
              deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
            ),
            projectionSources.map((source) =>
              this.#own('Conflicts', { source }).with({ label: `conflicts ${source}` }),
            ),
          ),
          graph(
            'Errors: functions and endpoint',
            [
              ...functions.map(([name, { function: fn }]) => fn.metricErrors().with({ label: name })),
              endpoint.api.metricServerError({ statistic: Stats.SUM }).with({ label: 'endpoint 5xx' }),
            ],
            functions.map(([name, { function: fn }]) =>
              fn.metricThrottles().with({ label: `${name} throttled` }),
            ),
          ),
        ],
        [
          graph(
            'Cost: function milliseconds',
            functions.map(([name, { function: fn }]) =>
              fn.metricDuration({ statistic: Stats.SUM }).with({ label: name }),
            ),
          ),
          graph(
            'Cost: invocations',
            functions.map(([name, { function: fn }]) => fn.metricInvocations().with({ label: name })),
          ),
          graph(
            'Cost: table units',
            tableNames.flatMap((name) => unitsOf(name, tables[name])),
          ),
          graph(
            'Cost: log bytes',
            functions.map(([name, { logGroup }]) =>
              new Metric({
                namespace: 'AWS/Logs',
                metricName: 'IncomingBytes',
                statistic: Stats.SUM,
                dimensionsMap: { LogGroupName: logGroup.logGroupName },
              }).with({ label: name }),
            ),
          ),
        ],
      ],
    });
  }
}

/** Metrics as the variables of an expression, and the expression of their sum; missing data counts as 0. */
const usedIn = (metrics: readonly Metric[]): Record<string, Metric> =>
  Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
const sumOf = (metrics: readonly Metric[]): string =>
  metrics.map((_, index) => `FILL(m${index}, 0)`).join(' + ');

/** The units of a table; those of its indexes are counted apart from its own. */
const unitsOf = (name: TableName, table: Table): Metric[] => [
  table.metricConsumedReadCapacityUnits().with({ label: `${name} reads` }),
  table.metricConsumedWriteCapacityUnits().with({ label: `${name} writes` }),
  ...tableDefinitions[name].indexes.map(({ indexName }) =>
    table
      .metricConsumedWriteCapacityUnits({
        dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName: indexName },
      })
      .with({ label: `${name} ${indexName} writes` }),
  ),
];
