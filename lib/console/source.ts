// Where the console reads: the tables of `npm start`, or those of a deployed stack.
import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { CommandFailure } from '../command-line/command-failure';
import { readStackResources } from '../operations/deployed-stack';
import type { QueueDepth, SourceAnswer } from './answers';
import { ConsoleFailure } from './failures';
import type { PhysicalTables } from './reader';

/** What the console reads. */
export interface Source {
  readonly name: SourceAnswer;
  readonly dynamoDb: DynamoDBClient;
  readonly tables: PhysicalTables;
  /** The queues whose messages nobody processes; none on one machine. */
  depths(): Promise<readonly QueueDepth[]>;
}

/** The tables of `npm start`, through a client of its DynamoDB. */
export const localSource = (dynamoDb: DynamoDBClient): Source => ({
  name: { stack: null, region: null },
  dynamoDb,
  tables: {
    ChannelSessions: 'ChannelSessions',
    UserSessions: 'UserSessions',
    CdnStreams: 'CdnStreams',
    ChannelReports: 'ChannelReports',
  },
  depths: async () => [],
});

/** What a deployed stack is read with. */
export interface ConsoleClients {
  readonly cloudFormation: CloudFormationClient;
  readonly dynamoDb: DynamoDBClient;
  readonly sqs: SQSClient;
}

/**
 * Finds the tables and queues of a deployed stack.
 *
 * @throws ConsoleFailure where there is no such stack, or it is none of this version
 */
export const deployedSource = async (clients: ConsoleClients, stack: string): Promise<Source> => {
  const { cloudFormation, dynamoDb, sqs } = clients;
  const resources = await readStackResources(cloudFormation, stack).catch((error: unknown) => {
    throw error instanceof CommandFailure
      ? new ConsoleFailure('no-stack', error.message, { cause: error })
      : error;
  });
  const { Stacks: [described] = [] } = await cloudFormation.send(
    new DescribeStacksCommand({ StackName: stack }),
  );
  const outputs = new Map(described?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const tableOf = (table: string): string => {
    const name = outputs.get(`${table}Table`);
    if (name) return name;
    throw new ConsoleFailure(
      'no-table',
      `The stack ${stack} has no output ${table}Table: deploy it with the version of this console, or take the console of the version that is deployed. An app of your own has to name its tables in outputs, as examples/own-app does.`,
    );
  };
  const queues = await unprocessedQueues(sqs, resources.get('AWS::SQS::Queue') ?? []);
  return {
    name: { stack, region: await cloudFormation.config.region() },
    dynamoDb,
    tables: {
      ChannelSessions: tableOf('ChannelSessions'),
      UserSessions: tableOf('UserSessions'),
      CdnStreams: tableOf('CdnStreams'),
      ChannelReports: tableOf('ChannelReports'),
    },
    depths: () => Promise.all(queues.map((queue) => depthOf(sqs, queue))),
  };
};

/** Names the dead-letter queue of a queue. */
const redrivePolicy = v.pipe(v.string(), v.parseJson(), v.object({ deadLetterTargetArn: v.string() }));

interface UnprocessedQueue {
  readonly url: string;
  readonly dead: boolean;
}

/**
 * A queue with a redrive policy is worked off; what is left takes what could not be: dead letters, parked events, and
 * changes that could not be counted.
 */
const unprocessedQueues = async (sqs: SQSClient, urls: readonly string[]): Promise<UnprocessedQueue[]> => {
  const queues = await Promise.all(
    urls.map(async (url) => {
      const { Attributes: attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn', 'RedrivePolicy'] }),
      );
      const policy = v.safeParse(redrivePolicy, attributes?.RedrivePolicy);
      return {
        url,
        arn: attributes?.QueueArn ?? '',
        deadLetterArn: policy.success ? policy.output.deadLetterTargetArn : undefined,
      };
    }),
  );
  const dead = new Set(queues.map(({ deadLetterArn }) => deadLetterArn));
  return queues
    .filter(({ deadLetterArn }) => deadLetterArn === undefined)
    .map(({ url, arn }) => ({ url, dead: dead.has(arn) }));
};

const COUNTS = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

const depthOf = async (sqs: SQSClient, { url, dead }: UnprocessedQueue): Promise<QueueDepth> => {
  const { Attributes: attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] }),
  );
  return {
    queue: url.slice(url.lastIndexOf('/') + 1),
    dead,
    messages: COUNTS.reduce((sum, name) => sum + Number(attributes?.[name] ?? 0), 0),
  };
};
