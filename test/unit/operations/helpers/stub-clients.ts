// AWS clients that answer from a table instead of the network, and keep every request.
import { CloudFormationClient, CloudFormationServiceException } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ResourceNotFoundException } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { eventPatterns } from '../../../../functions/contract/events';
import type { AwsClients } from '../../../../lib/operations/aws-clients';
import { answerCommands, type SentCommand } from '../../../helpers/answered-client';

/** Answers of each operation, by its name without `Command`. A missing one fails the test. */
export type Answers = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>>;

/** Clients that are answered from a table. */
export const stubClients = (answers: Answers): { clients: AwsClients; sent: SentCommand[] } => {
  const sent: SentCommand[] = [];
  const region = 'eu-central-1';
  const clients = {
    cloudFormation: new CloudFormationClient({ region }),
    dynamoDb: new DynamoDBClient({ region }),
    eventBridge: new EventBridgeClient({ region }),
    lambda: new LambdaClient({ region }),
    sqs: new SQSClient({ region }),
  };
  const answer = ({ name, input }: SentCommand): object => {
    const answerOf = answers[name];
    if (answerOf === undefined) throw new Error(`the stub has no answer for ${name}`);
    return answerOf(input);
  };
  for (const client of Object.values(clients)) answerCommands(client, answer, sent);
  return { clients, sent };
};

const ARN = 'arn:aws:sqs:eu-central-1:111122223333';
const URL_BASE = 'https://sqs.eu-central-1.amazonaws.com/111122223333';

/** Name of the queue that an URL or a request names. */
export const queueName = (input: Readonly<Record<string, unknown>>): string =>
  String(input.QueueUrl).slice(URL_BASE.length + 1);

export const queueArn = (name: string): string => `${ARN}:${name}`;
export const queueUrl = (name: string): string => `${URL_BASE}/${name}`;

export const BUS_ARN = 'arn:aws:events:eu-central-1:111122223333:event-bus/the-bus';
export const ARCHIVE_ARN = 'arn:aws:events:eu-central-1:111122223333:archive/the-archive';
export const ruleArn = (rule: string): string =>
  `arn:aws:events:eu-central-1:111122223333:rule/the-bus/${rule}`;

const rules: Readonly<Record<string, { readonly pattern: object; readonly queue: string }>> = {
  // The owner's own rules, which are no projection's.
  'Own-Rule': { pattern: { source: ['anyrtc.rtc'] }, queue: 'Own-Queue' },
  'All-Rule': {
    pattern: { source: ['anyrtc.rtc', 'anyrtc.cdn', 'anyrtc.unrecognized'] },
    queue: 'Own-Queue',
  },
  'Rtc-Rule': { pattern: eventPatterns.rtc, queue: 'Rtc-Queue' },
  'Cdn-Rule': { pattern: eventPatterns.cdn, queue: 'Cdn-Queue' },
};

const resource = (type: string, id: string) => ({ ResourceType: type, PhysicalResourceId: id });

/** Answers of a deployed stack whose queues hold these numbers of messages. */
export const stackAnswers = (counts: Readonly<Record<string, number>> = {}): Answers => ({
  ListStackResources: ({ NextToken: token }) =>
    token === undefined
      ? {
          StackResourceSummaries: [
            resource('AWS::Events::EventBus', 'the-bus'),
            resource('AWS::Events::Rule', 'another-bus|Rule-Of-Another-Bus'),
            resource('AWS::SQS::Queue', queueUrl('Parking')),
            resource('AWS::SQS::Queue', queueUrl('Cdn-Dead')),
            resource('AWS::SQS::Queue', queueUrl('Cdn-Queue')),
            resource('AWS::SQS::Queue', queueUrl('Own-Queue')),
            resource('AWS::Events::Rule', 'the-bus|Own-Rule'),
            resource('AWS::Events::Rule', 'the-bus|All-Rule'),
            resource('AWS::Events::Rule', 'the-bus|Cdn-Rule'),
            // Not created yet: no physical id.
            { ResourceType: 'AWS::SQS::Queue' },
          ],
          NextToken: 'page 2',
        }
      : {
          StackResourceSummaries: [
            resource('AWS::SQS::Queue', queueUrl('Rtc-Queue')),
            resource('AWS::SQS::Queue', queueUrl('Rtc-Dead')),
            resource('AWS::Events::Rule', 'the-bus|Rtc-Rule'),
            resource('AWS::Events::Archive', 'the-archive'),
          ],
        },
  DescribeEventBus: () => ({ Name: 'the-bus', Arn: BUS_ARN }),
  DescribeRule: ({ Name: name }) => {
    const rule = rules[String(name)];
    if (rule === undefined) {
      throw new ResourceNotFoundException({ message: `Rule ${name} does not exist.`, $metadata: {} });
    }
    return { Arn: ruleArn(String(name)), EventPattern: JSON.stringify(rule.pattern) };
  },
  ListTargetsByRule: ({ Rule: name }) => ({
    Targets: [{ Id: 'Target0', Arn: queueArn(rules[String(name)]?.queue ?? '') }],
  }),
  GetQueueAttributes: (input) => {
    const name = queueName(input);
    return {
      Attributes: {
        QueueArn: queueArn(name),
        ...(name.endsWith('-Queue') && {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: queueArn(name.replace('-Queue', '-Dead')),
            maxReceiveCount: 5,
          }),
        }),
        ApproximateNumberOfMessages: String(counts[name] ?? 0),
        ApproximateNumberOfMessagesNotVisible: '0',
        ApproximateNumberOfMessagesDelayed: '0',
      },
    };
  },
});

/** The answer of CloudFormation where there is no such stack. */
export const noSuchStack = (stack: string): never => {
  throw new CloudFormationServiceException({
    name: 'ValidationError',
    $fault: 'client',
    $metadata: {},
    message: `Stack with id ${stack} does not exist`,
  });
};
