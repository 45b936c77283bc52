// Finds the parts of a deployed stack: its bus, its archive, and each projection's rule and queues.
import {
  type CloudFormationClient,
  CloudFormationServiceException,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import {
  type Archive,
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  ListArchivesCommand,
  ListTargetsByRuleCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { eventPatterns } from '../../functions/contract/events';
import { CommandFailure } from '../command-line/command-failure';
import type { AwsClients } from './aws-clients';

/** The projections, in the order in which they are listed. */
export const PROJECTION_NAMES = ['rtc', 'cdn'] as const satisfies readonly (keyof typeof eventPatterns)[];

/** A projection, by the events that it takes. */
export type ProjectionName = (typeof PROJECTION_NAMES)[number];

/** A queue. */
export interface DeployedQueue {
  readonly arn: string;
  readonly url: string;
}

/** A projection as deployed. */
export interface DeployedProjection {
  readonly name: ProjectionName;
  readonly ruleArn: string;
  readonly queue: DeployedQueue;
  readonly deadLetterQueue: DeployedQueue;
}

/** The bus as deployed. */
export interface DeployedBus {
  readonly name: string;
  readonly arn: string;
}

/** An archive as deployed. */
export interface DeployedArchive {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  /** Days that it keeps events; 0 = for ever. */
  readonly retentionDays: number;
  /** As EventBridge counted them within the last day. */
  readonly eventCount: number;
}

/** The physical ids of a stack's resources, by type. */
export type PhysicalIds = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the resources of a stack.
 *
 * @throws CommandFailure where there is no such stack
 */
export const readStackResources = async (
  client: CloudFormationClient,
  stack: string,
): Promise<PhysicalIds> => {
  const ids = new Map<string, string[]>();
  try {
    for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
      for (const { ResourceType: type, PhysicalResourceId: id } of page.StackResourceSummaries ?? []) {
        if (type !== undefined && id) ids.set(type, [...(ids.get(type) ?? []), id]);
      }
    }
  } catch (error) {
    if (!(error instanceof CloudFormationServiceException && /does not exist/.test(error.message)))
      throw error;
    const region = await client.config.region();
    throw new CommandFailure(
      `--stack ${stack}: there is no such stack in ${region} in this account; aws cloudformation list-stacks shows those there are`,
    );
  }
  return ids;
};

/**
 * The bus that the projections take from; an app of its own may have others beside it.
 *
 * @throws CommandFailure where there is none, or more than one
 */
export const findBus = async (
  { eventBridge }: Pick<AwsClients, 'eventBridge'>,
  resources: PhysicalIds,
  stack: string,
): Promise<DeployedBus> => {
  const names = resources.get('AWS::Events::EventBus') ?? [];
  const rules = resources.get('AWS::Events::Rule') ?? [];
  const feedsProjection = async (bus: string): Promise<boolean> => {
    const read = await Promise.all(rules.map((id) => readRule(eventBridge, id, { name: bus })));
    return read.some((rule) => rule?.takes !== undefined);
  };
  const feeding = await Promise.all(names.map(feedsProjection));
  const [name, ...others] = names.filter((_, index) => feeding[index]);
  if (name === undefined) throw otherStack(stack, 'event bus');
  if (others.length > 0) {
    throw new CommandFailure(
      `--stack ${stack}: it holds this bundle more than once (buses ${[name, ...others].join(', ')}), and the command knows but one in a stack: give each a stack of its own, or use the AWS console`,
    );
  }
  const { Arn: arn } = await eventBridge.send(new DescribeEventBusCommand({ Name: name }));
  if (arn === undefined) throw otherStack(stack, 'event bus');
  return { name, arn };
};

/**
 * Finds the projections by what is connected to what: a rule whose pattern is a projection's, its target, and
 * the dead-letter queue of that queue.
 *
 * @throws CommandFailure where one is missing
 */
export const findProjections = async (
  { eventBridge, sqs }: Pick<AwsClients, 'eventBridge' | 'sqs'>,
  resources: PhysicalIds,
  bus: DeployedBus,
  stack: string,
): Promise<DeployedProjection[]> => {
  const [queues, rules] = await Promise.all([
    Promise.all((resources.get('AWS::SQS::Queue') ?? []).map((url) => readQueue(sqs, url))),
    Promise.all((resources.get('AWS::Events::Rule') ?? []).map((id) => readRule(eventBridge, id, bus))),
  ]);
  return PROJECTION_NAMES.map((name) => {
    const rule = rules.find((one) => one?.takes === name);
    const queue = queues.find(({ arn }) => rule?.targetArns.includes(arn));
    const deadLetterQueue = queues.find(({ arn }) => arn === queue?.deadLetterArn);
    if (!rule || !queue || !deadLetterQueue) throw otherStack(stack, `dead-letter queue for ${name}`);
    return { name, ruleArn: rule.arn, queue, deadLetterQueue };
  });
};

/**
 * The archive of the bus; where there are several, the stack's own.
 *
 * @throws CommandFailure where there is none
 */
export const findArchive = async (
  { eventBridge }: Pick<AwsClients, 'eventBridge'>,
  resources: PhysicalIds,
  bus: DeployedBus,
  stack: string,
): Promise<DeployedArchive> => {
  const archives: Archive[] = [];
  let token: string | undefined;
  do {
    const page = await eventBridge.send(
      new ListArchivesCommand({ EventSourceArn: bus.arn, ...(token !== undefined && { NextToken: token }) }),
    );
    archives.push(...(page.Archives ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  const own = resources.get('AWS::Events::Archive') ?? [];
  const archive =
    archives.length === 1
      ? archives[0]
      : archives.find(({ ArchiveName: name }) => name !== undefined && own.includes(name));
  if (archive?.ArchiveName === undefined) throw otherStack(stack, 'archive of its bus');
  const described = await eventBridge.send(new DescribeArchiveCommand({ ArchiveName: archive.ArchiveName }));
  return {
    name: archive.ArchiveName,
    arn: described.ArchiveArn ?? '',
    createdAt: described.CreationTime ?? new Date(0),
    retentionDays: described.RetentionDays ?? 0,
    eventCount: described.EventCount ?? 0,
  };
};

const otherStack = (stack: string, missing: string): CommandFailure =>
  new CommandFailure(
    `--stack ${stack}: the stack has no ${missing}; is it a stack of this bundle, wholly deployed?`,
  );

const redrivePolicySchema = v.pipe(v.string(), v.parseJson(), v.object({ deadLetterTargetArn: v.string() }));

const readQueue = async (
  sqs: SQSClient,
  url: string,
): Promise<DeployedQueue & { readonly deadLetterArn: string | undefined }> => {
  const { Attributes: attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn', 'RedrivePolicy'] }),
  );
  const policy = v.safeParse(redrivePolicySchema, attributes?.RedrivePolicy);
  return {
    arn: attributes?.QueueArn ?? '',
    url,
    deadLetterArn: policy.success ? policy.output.deadLetterTargetArn : undefined,
  };
};

const patternSchema = v.pipe(v.string(), v.parseJson(), v.object({ source: v.array(v.unknown()) }));

/** A rule of the bus; `undefined` for one of another bus, such as a schedule's, which is on the default one. */
const readRule = async (eventBridge: EventBridgeClient, id: string, bus: Pick<DeployedBus, 'name'>) => {
  // CloudFormation's id of a rule on a bus of one's own is `bus|rule`.
  const rule = id.slice(id.lastIndexOf('|') + 1);
  const described = await eventBridge
    .send(new DescribeRuleCommand({ Name: rule, EventBusName: bus.name }))
    .catch((error: unknown) => {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    });
  if (described === undefined) return undefined;
  const { Targets: targets = [] } = await eventBridge.send(
    new ListTargetsByRuleCommand({ Rule: rule, EventBusName: bus.name }),
  );
  const pattern = v.safeParse(patternSchema, described.EventPattern);
  const taken = pattern.success ? pattern.output.source : [];
  return {
    arn: described.Arn ?? '',
    // Exactly a projection's sources: a stack may have rules of its owner's beside them.
    takes: PROJECTION_NAMES.find((name) => {
      const { source } = eventPatterns[name];
      return taken.length === source.length && source.every((one) => taken.includes(one));
    }),
    targetArns: targets.map(({ Arn: arn }) => arn),
  };
};
