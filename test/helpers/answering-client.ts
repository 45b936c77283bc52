// AWS clients that send nothing: the test answers each command.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';

/** A command as it was sent: its name without `Command`, and its input. */
export interface SentCommand {
  readonly name: string;
  readonly input: unknown;
}

/** Answers a command, or throws what the service would. */
export type Answer = (command: SentCommand) => object;

const offline = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
} as const;

const first = { step: 'initialize', priority: 'high' } as const;

const answering = (answer: Answer) => {
  const sent: SentCommand[] = [];
  const handle = (input: object, context: { readonly commandName?: string }) => {
    const command = { name: (context.commandName ?? '').replace(/Command$/, ''), input };
    sent.push(command);
    return { output: { $metadata: {}, ...answer(command) }, response: undefined };
  };
  return { sent, handle };
};

/** A DynamoDB client whose commands the test answers. */
export const answeringDynamoDb = (answer: Answer) => {
  const { sent, handle } = answering(answer);
  const client = new DynamoDBClient(offline);
  client.middlewareStack.add(
    (_, context) =>
      async ({ input }) =>
        handle(input, context),
    first,
  );
  return { client, sent };
};

/** An EventBridge client whose commands the test answers. */
export const answeringEventBridge = (answer: Answer) => {
  const { sent, handle } = answering(answer);
  const client = new EventBridgeClient(offline);
  client.middlewareStack.add(
    (_, context) =>
      async ({ input }) =>
        handle(input, context),
    first,
  );
  return { client, sent };
};
