// The deployed stack as a target of the suites: post, wait until settled, read tables; and what deploy tests need more.
import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { readTables } from '../read-tables';
import type { Target } from '../target';
import { type EngineClients, engineClients } from './clients';
import { currentDeployment, type Deployment, type StackResources, stackResources } from './deployment';
import { type EngineEndpoint, engineEndpoint } from './endpoint';
import { tableNames } from './tables';
import { waitFor } from './wait';

/** The deployed stack, with everything a test needs to work on it. */
export interface DeployedTarget extends Target {
  /** Messages in the dead-letter queues. */
  deadLetters(): Promise<number>;
  readonly deployment: Deployment;
  readonly resources: StackResources;
  readonly clients: EngineClients;
  readonly endpoint: EngineEndpoint;
}

/** The target for the stack that `npm run test:deploy` deployed. */
export const deployedTarget = async (
  deployment: Deployment = currentDeployment(),
): Promise<DeployedTarget> => {
  const clients = engineClients(deployment.address);
  const endpoint = engineEndpoint(deployment.address, deployment.outputs.NotificationsUrl);
  const resources = await stackResources(clients, deployment.assembly.original, deployment.stack);
  const queues = resources.queues();
  const read = () => readTables(clients.dynamoDb, tableNames(deployment.outputs));
  const waiting = async () =>
    sum(await Promise.all(queues.working.map(({ physicalId }) => messagesIn(clients, physicalId))));
  return {
    name: 'deployed',
    secret: deployment.secret,
    post: (body, headers, method = 'POST', path = deployment.outputs.NotificationsUrl) =>
      endpoint.send(path, takesBody(method) ? body : undefined, headers, method),
    readTables: read,
    settled: () =>
      waitFor(
        'empty queues and resting tables',
        async () => {
          if ((await waiting()) > 0) return undefined;
          const before = JSON.stringify(await read());
          if ((await waiting()) > 0) return undefined;
          return JSON.stringify(await read()) === before ? true : undefined;
        },
        { timeoutMs: 120_000 },
      ).then(() => undefined),
    deadLetters: async () =>
      sum(await Promise.all(queues.dead.map(({ physicalId }) => messagesIn(clients, physicalId)))),
    deployment,
    resources,
    clients,
    endpoint,
    stop: async () => {
      endpoint.close();
      clients.close();
    },
  };
};

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const satisfies readonly QueueAttributeName[];

/** The messages in a queue, those that somebody works on included. */
export const messagesIn = async ({ sqs }: Pick<EngineClients, 'sqs'>, queueUrl: string): Promise<number> => {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...counts] });
  const { Attributes: attributes = {} } = await sqs.send(command);
  return sum(counts.map((name) => Number(attributes[name] ?? 0)));
};

const takesBody = (method: string): boolean => method !== 'GET' && method !== 'HEAD';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
