// The tables, made from their definitions.
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { type TableDefinition, type TableName, TIME_TO_LIVE_ATTRIBUTE, tableDefinitions } from '../tables';

/** Properties of the tables. */
export interface NotificationTablesProps {
  /** Whether the tables go with the stack. */
  readonly disposable: boolean;
}

const key = (name: string, type = AttributeType.STRING) => ({ name, type });

/** The tables, on demand, with point-in-time recovery. */
export class NotificationTables extends Construct {
  readonly channelSessions: Table;
  readonly userSessions: Table;
  readonly cdnStreams: Table;
  readonly channelReports: Table;

  constructor(scope: Construct, id: string, props: NotificationTablesProps) {
    super(scope, id);
    this.channelSessions = this.#table('ChannelSessions', props);
    this.userSessions = this.#table('UserSessions', props);
    this.cdnStreams = this.#table('CdnStreams', props);
    this.channelReports = this.#table('ChannelReports', props);
  }

  #table(name: TableName, { disposable }: NotificationTablesProps): Table {
    const { partitionKey, sortKey, indexes, hasStream }: TableDefinition = tableDefinitions[name];
    const table = new Table(this, name, {
      partitionKey: key(partitionKey),
      ...(sortKey !== undefined && { sortKey: key(sortKey) }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...(hasStream && { stream: StreamViewType.NEW_AND_OLD_IMAGES }),
      timeToLiveAttribute: TIME_TO_LIVE_ATTRIBUTE,
      removalPolicy: disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
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
