// What tells the operators: alarms to one topic, each with what to do.
import { Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** The heading of each alarm in the runbook, docs/operations.md. */
export const runbookHeadings = [
  'Dead letters',
  'Undelivered events',
  'Parked events',
  'Kept unverified',
  'Parking backlog',
  'Function errors',
  'Function throttles',
  'Endpoint 5xx',
  'Slow answers',
  'Throttled requests (429)',
  'Oldest message',
  'Unrecognized notifications',
  'Refused signatures',
  'Unreadable notifications',
  'Silence',
  'Table throttling',
  'Failed counts',
  'Late counts',
] as const;
type RunbookHeading = (typeof runbookHeadings)[number];

/** What an alarm watches. At or above the threshold, once, is alarming; missing data is not: unless it says otherwise. */
export type Watch = Pick<AlarmProps, 'metric' | 'threshold'> &
  Partial<Pick<AlarmProps, 'evaluationPeriods' | 'treatMissingData' | 'comparisonOperator'>>;

/** Properties of the alarms. */
export interface AlarmsProps {
  /** Who gets them by e-mail. */
  readonly email: string | undefined;
}

/** The alarms and their topic. Each construct adds the alarms of what it makes. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { email }: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    const { account, partition, region } = Stack.of(this);
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
          StringEquals: { 'aws:SourceAccount': account },
        },
      }),
    );
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
  }

  /**
   * Adds an alarm.
   *
   * @param meaning - what has happened, as a sentence
   */
  add(id: string, heading: RunbookHeading, meaning: string, watch: Watch): void {
    const alarm = new Alarm(this, id, {
      alarmDescription: `${meaning} What to do: docs/operations.md, heading "${heading}".`,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...watch,
    });
    const tell = new SnsAction(this.topic);
    alarm.addAlarmAction(tell);
    // And that it is over.
    alarm.addOkAction(tell);
  }
}
