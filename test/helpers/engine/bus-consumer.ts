// A consumer of the bus as a user would make it: a rule with a pattern and a queue of its own.
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import type { EngineClients } from './clients';

/** An event as EventBridge delivers it. */
export type ReceivedEvent = Readonly<Record<string, unknown>>;

/** A rule with its queue. */
export interface BusConsumer {
  /** Everything that the queue received since the last call, after nothing has come for a moment. */
  received(): Promise<ReceivedEvent[]>;
  /** What the queue has at this moment; it stays there, hidden for a while, until it is forgotten. */
  look(): Promise<ReceivedEvent[]>;
  /** Deletes from the queue what a look has given. */
  forget(): Promise<void>;
  /** Deletes rule and queue. */
  remove(): Promise<void>;
}

type Clients = Pick<EngineClients, 'eventBridge' | 'sqs'>;

/** Makes a rule on the bus that sends what matches the pattern to a new queue. */
export const consumeBus = async (
  { eventBridge, sqs }: Clients,
  bus: string,
  name: string,
  pattern: object,
): Promise<BusConsumer> => {
  const { QueueUrl: url } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const question = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] });
  const arn = (await sqs.send(question)).Attributes?.QueueArn;
  const rule = { Name: name, EventBusName: bus };
  const put = new PutRuleCommand({ ...rule, EventPattern: JSON.stringify(pattern) });
  const { RuleArn: ruleArn } = await eventBridge.send(put);
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arn,
    Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
  };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy: policy } }));
  const targets = new PutTargetsCommand({
    Rule: name,
    EventBusName: bus,
    Targets: [{ Id: 'queue', Arn: arn }],
  });
  const { FailedEntryCount: failed } = await eventBridge.send(targets);
  if (failed) throw new Error(`the rule ${name} did not take its target`);
  const receive = async (seconds: number) => {
    const command = { QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: seconds };
    return (await sqs.send(new ReceiveMessageCommand(command))).Messages ?? [];
  };
  const eventsIn = (messages: Awaited<ReturnType<typeof receive>>): ReceivedEvent[] =>
    messages.map(({ Body: body = '' }) => JSON.parse(body));
  const seen: (string | undefined)[] = [];
  return {
    received: async () => {
      const events: ReceivedEvent[] = [];
      for (;;) {
        const messages = await receive(1);
        if (messages.length === 0) return events;
        events.push(...eventsIn(messages));
      }
    },
    look: async () => {
      const messages = await receive(0);
      seen.push(...messages.map(({ ReceiptHandle: handle }) => handle));
      return eventsIn(messages);
    },
    forget: async () => {
      for (const handle of seen.splice(0))
        await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: handle }));
    },
    remove: async () => {
      await eventBridge.send(new RemoveTargetsCommand({ Rule: name, EventBusName: bus, Ids: ['queue'] }));
      await eventBridge.send(new DeleteRuleCommand(rule));
      await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    },
  };
};
