// What the stubbed services do: EventBridge, SQS and Secrets Manager keep what they take, DynamoDB is passed on.
import { createHash, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { isJsonObject, type JsonObject } from '../../../functions/contract/json';
import { type AwsAnswer, type AwsCall, failure, success } from './aws-call';

/** A message that the queue took. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
}

/** The state of the stubbed services. */
export class StubServices {
  /** The entries that the bus took, in order, as PutEvents had them. */
  readonly events: JsonObject[] = [];
  /** The messages that the queue took, in order. Whoever receives one takes it out. */
  readonly messages: QueuedMessage[] = [];
  /** The stored secret. */
  secret = '';

  /** @param dynamodbPort - where DynamoDB's API is served on this machine */
  constructor(private readonly dynamodbPort: number) {}

  /** Does what a call asks for, with its effect. */
  async perform(call: AwsCall, input: JsonObject): Promise<AwsAnswer> {
    switch (call.name) {
      case 'PutEvents':
        return this.#putEvents(input);
      case 'SendMessage':
        return this.#sendMessage(input);
      case 'GetSecretValue':
        return success({ ARN: input.SecretId, Name: 'signing', SecretString: this.secret });
      default:
        return this.#toDynamoDb(call, input);
    }
  }

  #putEvents({ Entries }: JsonObject): AwsAnswer {
    if (!Array.isArray(Entries) || !Entries.every(isJsonObject)) return failure(400, 'ValidationException');
    this.events.push(...Entries);
    return success({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: randomUUID() })) });
  }

  #sendMessage({ MessageBody }: JsonObject): AwsAnswer {
    if (typeof MessageBody !== 'string') return failure(400, 'InvalidMessageContents');
    const messageId = randomUUID();
    this.messages.push({ messageId, body: MessageBody });
    return success({
      MessageId: messageId,
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
    });
  }

  #toDynamoDb({ headers }: AwsCall, input: JsonObject): Promise<AwsAnswer> {
    const body = JSON.stringify(input);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: this.dynamodbPort,
          method: 'POST',
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('error', reject);
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
