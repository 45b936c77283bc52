// AWS clients that send nothing: the test answers each command.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';

/** A command as it was sent: its name without `Command`, and its input. */
export interface SentCommand {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Answers a command, or throws what the service would. */
export type Answer = (command: SentCommand) => object;

/** Answers the commands of a client, and keeps them in `sent`. */
export const answerCommands = (
  client: Parameters<typeof mockClient>[0],
  answer: Answer,
  sent: SentCommand[] = [],
): SentCommand[] => {
  mockClient(client).send.callsFake(async ({ constructor: { name }, input }) => {
    const command = { name: name.replace(/Command$/, ''), input: { ...input } };
    sent.push(command);
    return { $metadata: {}, ...answer(command) };
  });
  return sent;
};

/** A DynamoDB client whose commands the test answers. */
export const answeredDynamoDb = (answer: Answer) => {
  const client = new DynamoDBClient({});
  return { client, sent: answerCommands(client, answer) };
};

/** An EventBridge client whose commands the test answers. */
export const answeredEventBridge = (answer: Answer) => {
  const client = new EventBridgeClient({});
  return { client, sent: answerCommands(client, answer) };
};
