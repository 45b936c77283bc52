// The tables, made from their definitions, and the alarms on their throttling.
import { RemovalPolicy } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import {
  type TableDefinition,
  type TableName,
  TIME_TO_LIVE_ATTRIBUTE,
  tableDefinitions,
  tableNames,
} from '../tables';
import type { Alarms } from './alarms';
import { FIVE_MINUTES } from './metrics';
import type { Shared } from './shared';

const key = (name: string, type = AttributeType.STRING) => ({ name, type });

/** The tables, on demand, with point-in-time recovery. */
export class NotificationTables extends Construct {
  readonly byName: Readonly<Record<TableName, Table>>;

  constructor(scope: Construct, id: string, { config, alarms }: Shared) {
    super(scope, id);
    const tables = tableNames.map((name): [TableName, Table] => [
      name,
      this.#table(name, tableDefinitions[name], config.removalPolicy),
    ]);
    for (const [name, table] of tables) watchThrottling(alarms, name, table);
    this.byName = Object.fromEntries(tables) as Record<TableName, Table>;
  }

  #table(name: TableName, definition: TableDefinition, removalPolicy: RemovalPolicy): Table {
    const { partitionKey, sortKey, indexes, hasStream } = definition;
    const table = new Table(this, name, {
      partitionKey: key(partitionKey),
      ...(sortKey !== undefined && { sortKey: key(sortKey) }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...(hasStream && { stream: StreamViewType.NEW_AND_OLD_IMAGES }),
      timeToLiveAttribute: TIME_TO_LIVE_ATTRIBUTE,
      removalPolicy,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
    });
    for (const index of indexes) {
      table.addGlobalSecondaryIndex({
        indexName: index.indexName,
        partitionKey: key(index.partitionKey),
        sortKey: key(
          index.sortKey,
          index.sortKeyType === 'number' ? AttributeType.NUMBER : AttributeType.STRING,
        ),
        projectionType: index.keysOnly ? ProjectionType.KEYS_ONLY : ProjectionType.ALL,
      });
    }
    return table;
  }
}

const watchThrottling = (alarms: Alarms, name: TableName, table: Table): void => {
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
    alarms.add(`${name}${id}`, 'Table throttling', `DynamoDB throttled the table ${name}.`, {
      // There is data only while something is throttled, and an alarm on DynamoDB's metrics keeps its state without:
      // red once would be red for ever.
      metric: new MathExpression({
        expression: 'FILL(throttled, 0)',
        usingMetrics: { throttled: metric },
        period: FIVE_MINUTES,
        label: `${name} ${id}`,
      }),
      threshold: 1,
      evaluationPeriods: 2,
    });
  }
};
