// The dashboard: the way of the notifications from left to right, and below it lag, errors and what costs.
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { REPORT_SOURCE, sources } from '../../functions/contract/events';
import { healthTests } from '../../functions/ingest/health-test';
import { droppedFor } from '../../functions/republish/handler';
import { refusalReasons } from '../../functions/shared/errors';
import type { MetricName } from '../../functions/shared/observability';
import { PARKING_SOURCE } from '../../functions/shared/parking-queue';
import { type TableName, tableDefinitions, tableNames } from '../tables';
import { type ChannelReports, lateness } from './channel-reports';
import type { IngestEndpoint } from './ingest-endpoint';
import { FIVE_MINUTES, type OwnMetrics, projectedSources } from './metrics';
import { type Parking, parkedAge } from './parking';
import type { Projection } from './projection';
import type { ServiceFunction } from './service-function';

/** Properties of the dashboard: all that it shows. */
export interface FlowDashboardProps {
  readonly metrics: OwnMetrics;
  readonly endpoint: IngestEndpoint;
  readonly parking: Parking;
  readonly projections: readonly Projection[];
  readonly reports: ChannelReports;
  readonly tables: Readonly<Record<TableName, Table>>;
}

const graph = (title: string, left: IMetric[], right: IMetric[] = []): GraphWidget =>
  new GraphWidget({ title, left, right, width: 6, height: 6, leftYAxis: { min: 0 } });

/** The dashboard. */
export class FlowDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: FlowDashboardProps) {
    super(scope, id);
    const functions = [props.endpoint, props.parking, ...props.projections, props.reports].map(
      (one) => one.function,
    );
    const heading = new TextWidget({
      markdown:
        '**anyRTC notifications**: in → forwarded → parked → projected, from left to right; below: lag, errors, what costs. What to do when an alarm goes off: docs/operations.md',
      width: 24,
      height: 2,
    });
    this.dashboard = new Dashboard(this, 'Dashboard', {
      widgets: [[heading], flow(props), delays(props, functions), counts(props), costs(props, functions)],
    });
  }
}

const flow = ({ metrics, endpoint }: FlowDashboardProps): IWidget[] => [
  graph('In: requests', [
    endpoint.api.metricCount({ statistic: Stats.SUM, period: FIVE_MINUTES }).with({ label: 'requests' }),
    metrics.throttledRequests().with({ label: 'throttled (429)' }),
    ...refusalReasons.map((reason) => metrics.refused(reason).with({ label: reason })),
    ...healthTests.map((reason) =>
      metrics.of('HealthTests', { reason }).with({ label: `health test: ${reason}` }),
    ),
  ]),
  graph('Forwarded: accepted by source', metrics.accepted(), [
    metrics.unrecognized().with({ label: 'unrecognized' }),
  ]),
  graph(
    'Parked',
    [
      ...Object.values(sources).map((source) =>
        metrics.of('Parked', { source }).with({ label: `parked ${source}` }),
      ),
      metrics.of('Republished', { source: PARKING_SOURCE }).with({ label: 'republished' }),
      metrics.of('KeptUnverified', { source: PARKING_SOURCE }).with({ label: 'kept unverified' }),
      ...droppedFor.map((reason) => metrics.of('Dropped', { reason }).with({ label: `dropped: ${reason}` })),
    ],
    [parkedAge(metrics).with({ label: 'age in ms' })],
  ),
  graph('Projected', [
    ...projectedSources.flatMap((source) => [
      metrics.of('Projected', { source }).with({ label: `projected ${source}` }),
      metrics.of('Unchanged', { source }).with({ label: `unchanged ${source}` }),
      metrics.of('Expired', { source }).with({ label: `expired ${source}` }),
    ]),
  ]),
];

const delays = (
  { metrics, endpoint, projections }: FlowDashboardProps,
  functions: readonly ServiceFunction[],
): IWidget[] => {
  const maximum = { statistic: Stats.MAXIMUM };
  const perProjection = (metricOf: (projection: Projection) => Metric): Metric[] =>
    projections.map((projection) => metricOf(projection).with({ label: projection.function.label }));
  return [
    graph(
      'Lag from event to table, in ms',
      projectedSources.flatMap((source) =>
        ['p50', 'p99'].map((statistic) =>
          metrics.of('Lag', { source }, statistic).with({ label: `${statistic} ${source}` }),
        ),
      ),
    ),
    graph(
      'Queues',
      perProjection(({ queue }) => queue.metricApproximateNumberOfMessagesVisible(maximum)),
      perProjection(({ queue }) => queue.metricApproximateAgeOfOldestMessage(maximum)),
    ),
    graph(
      'Errors: dead letters and conflicts',
      perProjection(({ deadLetterQueue }) =>
        deadLetterQueue.metricApproximateNumberOfMessagesVisible(maximum),
      ),
      projectedSources.map((source) =>
        metrics.of('Conflicts', { source }).with({ label: `conflicts ${source}` }),
      ),
    ),
    graph(
      'Errors: functions and endpoint',
      [
        ...functions.map(({ label, function: fn }) => fn.metricErrors().with({ label })),
        endpoint.api.metricServerError({ statistic: Stats.SUM }).with({ label: 'endpoint 5xx' }),
      ],
      functions.map(({ label, function: fn }) => fn.metricThrottles().with({ label: `${label} throttled` })),
    ),
  ];
};

const counts = ({ metrics, reports }: FlowDashboardProps): IWidget[] => {
  const own = (name: MetricName, label: string) =>
    metrics.of(name, { source: REPORT_SOURCE }).with({ label });
  return [
    graph('Reports', [
      own('Recounted', 'channels counted'),
      own('EndsInferred', 'ends inferred'),
      own('OverlappingLives', 'overlapping lives'),
    ]),
    graph(
      'Reports: age of changes in ms, failed batches',
      [lateness(reports.function.function).with({ label: 'oldest change' })],
      [
        reports.failureQueue
          .metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM })
          .with({ label: 'failed batches' }),
      ],
    ),
  ];
};

const costs = ({ tables }: FlowDashboardProps, functions: readonly ServiceFunction[]): IWidget[] => [
  graph(
    'Cost: function milliseconds',
    functions.map(({ label, function: fn }) => fn.metricDuration({ statistic: Stats.SUM }).with({ label })),
  ),
  graph(
    'Cost: invocations',
    functions.map(({ label, function: fn }) => fn.metricInvocations().with({ label })),
  ),
  graph(
    'Cost: table units',
    tableNames.flatMap((name) => unitsOf(name, tables[name])),
  ),
  graph(
    'Cost: log bytes',
    functions.map(
      ({ label, logGroup }) =>
        new Metric({
          namespace: 'AWS/Logs',
          metricName: 'IncomingBytes',
          statistic: Stats.SUM,
          dimensionsMap: { LogGroupName: logGroup.logGroupName },
          label,
        }),
    ),
  ),
];

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
