// Who may do what: every statement of every policy, and no other.
import { NOTIFICATIONS_METHODS } from '../../functions/ingest/routes';
import { readable } from '../helpers/synthesized';
import { functionNames, propertiesOf, template } from './templates';

describe('least privilege', () => {
  const allow = (Action: string | string[], Resource: string | readonly string[]) => ({
    Effect: 'Allow',
    Action,
    Resource,
  });
  const ownLogs = (name: string) => allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `{${name}Logs.Arn}`);
  const readQueue = (name: string) =>
    allow(['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], `{${name}.Arn}`);

  const streamedTables = ['CdnStreams', 'ChannelSessions', 'UserSessions'];

  /** Every statement of every role. */
  const statements = {
    EndpointIngest: [
      ownLogs('EndpointIngest'),
      allow('events:PutEvents', '{NotificationsBus.Arn}'),
      allow('sqs:SendMessage', '{ParkingQueue.Arn}'),
      allow('secretsmanager:GetSecretValue', '{EndpointSigningSecret.Id}'),
    ],
    ParkingRepublish: [
      ownLogs('ParkingRepublish'),
      allow('events:PutEvents', '{NotificationsBus.Arn}'),
      readQueue('ParkingQueue'),
      allow('secretsmanager:GetSecretValue', '{EndpointSigningSecret.Id}'),
    ],
    RtcSessionsProjector: [
      ownLogs('RtcSessionsProjector'),
      readQueue('RtcSessionsQueue'),
      allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem'], '{TablesChannelSessions.Arn}'),
      allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'], '{TablesUserSessions.Arn}'),
    ],
    CdnStreamsProjector: [
      ownLogs('CdnStreamsProjector'),
      readQueue('CdnStreamsQueue'),
      allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem'], '{TablesCdnStreams.Arn}'),
    ],
    ReportsReporter: [
      ownLogs('ReportsReporter'),
      allow(
        ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
        ['{TablesChannelReports.Arn}', '{TablesChannelSessions.Arn}'],
      ),
      allow(
        ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
        ['{TablesCdnStreams.Arn}', '{TablesUserSessions.Arn}'],
      ),
      allow('dynamodb:Query', '{TablesChannelSessions.Arn}/index/sessions-by-channel'),
      allow(['dynamodb:Query', 'dynamodb:Scan'], '{TablesChannelSessions.Arn}/index/live-channels'),
      allow('dynamodb:Scan', '{TablesChannelReports.Arn}/index/due-checks'),
      allow('events:PutEvents', '{NotificationsBus.Arn}'),
      allow('sqs:SendMessage', '{ReportsFailureQueue.Arn}'),
      allow(
        ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        streamedTables.map((table) => `{Tables${table}.StreamArn}`),
      ),
      allow(
        'dynamodb:ListStreams',
        streamedTables.map((table) => `{Tables${table}.Arn}/stream/*`),
      ),
    ],
  };

  it.each(Object.entries(statements))('%s may do exactly this', (name, expected) => {
    const policies = Object.values(propertiesOf('AWS::IAM::Policy')).filter(({ Roles }) =>
      JSON.stringify(Roles).includes(`{${name}Role}`),
    );
    expect(policies).toEqual([
      {
        PolicyName: expect.any(String),
        Roles: [`{${name}Role}`],
        PolicyDocument: { Version: '2012-10-17', Statement: expected },
      },
    ]);
  });

  it('each function has a role of its own, which Lambda alone may take and which has no other policy', () => {
    expect(propertiesOf('AWS::IAM::Role')).toEqual(
      Object.fromEntries(
        functionNames.map((name) => [
          `${name}Role`,
          {
            AssumeRolePolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'sts:AssumeRole',
                  Principal: { Service: 'lambda.amazonaws.com' },
                },
              ],
            },
          },
        ]),
      ),
    );
    expect(template.ofType('AWS::IAM::Policy')).toHaveLength(5);
    expect(template.types().filter((type) => type.startsWith('AWS::IAM::'))).toEqual([
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
    ]);
  });

  it('only the HTTP API may invoke a function, and only the endpoint; but for the schedule of the reports', () => {
    const all = Object.values(propertiesOf('AWS::Lambda::Permission'));
    const isOfSchedule = ({ Principal }: (typeof all)[number]) => Principal === 'events.amazonaws.com';
    expect(all.filter(isOfSchedule)).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: '{ReportsReporterFunction.Arn}',
        Principal: 'events.amazonaws.com',
        SourceArn: '{ReportsSchedule.Arn}',
      },
    ]);
    const permissions = all.filter((permission) => !isOfSchedule(permission));
    const api = 'arn:{AWS::Partition}:execute-api:{AWS::Region}:{AWS::AccountId}:{EndpointApi}';
    expect(permissions.map(({ SourceArn }) => SourceArn).sort()).toEqual([
      // Stage and default route; of the others, stage, method and path.
      `${api}/*/*`,
      ...NOTIFICATIONS_METHODS.map(() => `${api}/*/*/notifications`),
    ]);
    for (const { SourceArn: _, ...permission } of permissions) {
      expect(permission).toEqual({
        Action: 'lambda:InvokeFunction',
        FunctionName: '{EndpointIngestFunction.Arn}',
        Principal: 'apigateway.amazonaws.com',
      });
    }
  });

  it('alarms alone may publish to their topic, over TLS', () => {
    expect(Object.values(propertiesOf('AWS::SNS::TopicPolicy'))).toMatchObject([
      {
        PolicyDocument: {
          Statement: [
            { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
            {
              Effect: 'Allow',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: '{AlarmsTopic}',
              Condition: {
                StringEquals: { 'aws:SourceAccount': '{AWS::AccountId}' },
                ArnLike: {
                  'aws:SourceArn': 'arn:{AWS::Partition}:cloudwatch:{AWS::Region}:{AWS::AccountId}:alarm:*',
                },
              },
            },
          ],
        },
      },
    ]);
  });

  it('nothing in the whole template allows an action or a resource with a wildcard', () => {
    const allowing: { readonly Action: unknown; readonly Resource: unknown }[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('Effect' in value && value.Effect === 'Allow' && 'Action' in value) {
        allowing.push({ Action: value.Action, Resource: Reflect.get(value, 'Resource') });
      }
      Object.values(value).forEach(visit);
    };
    visit(readable(template.resources));
    // 25 of the roles, 5 of the roles' trust, 4 of the queues, 1 of the topic.
    expect(allowing).toHaveLength(35);
    // Streams are listed by table: AWS has nothing finer.
    const listing = allowing.filter(({ Action }) => Action === 'dynamodb:ListStreams');
    expect(listing.map(({ Resource }) => Resource)).toEqual([
      streamedTables.map((table) => `{Tables${table}.Arn}/stream/*`),
    ]);
    const others = allowing.filter((statement) => !listing.includes(statement));
    expect(JSON.stringify(others)).not.toContain('*');
  });
});
