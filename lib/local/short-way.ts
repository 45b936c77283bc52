// The short way from the projections to dynalite's thread: messages instead of HTTP between two threads of one
// process, which would take more time than the work itself. Everybody else uses the SDK on DynamoDB's port.
import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  DynamoDBServiceException,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';

const requestMessage = v.object({ id: v.number(), operation: v.string(), body: v.string() });
const answerMessage = v.object({ id: v.number(), statusCode: v.number(), body: v.string() });
const failure = v.object({ __type: v.string(), message: v.optional(v.string(), '') });

/** What the projections do, and its name in DynamoDB's protocol. */
const operations = [
  [PutItemCommand, 'PutItem'],
  [BatchGetItemCommand, 'BatchGetItem'],
  [QueryCommand, 'Query'],
] as const;

const operationOf = (command: object): string | undefined =>
  operations.find(([Command]) => command instanceof Command)?.[1];

/**
 * Makes a client's ordinary calls take the short way; other calls go as before. Inputs and outputs of these
 * commands are DynamoDB's JSON as it is, as long as no attribute is binary, and none here is.
 */
export const takeShortWay = (client: DynamoDBClient, port: MessagePort): DynamoDBClient => {
  const waiting = new Map<number, { done: (output: unknown) => void; failed: (error: Error) => void }>();
  let sent = 0;
  port.on('message', (message: unknown) => {
    const { id, statusCode, body } = v.parse(answerMessage, message);
    const call = waiting.get(id);
    waiting.delete(id);
    const output: unknown = JSON.parse(body);
    if (statusCode === 200) call?.done(output);
    else call?.failed(toException(output, statusCode));
  });
  const sendOverPort = client.send.bind(client);
  const send = (command: { readonly input: object }, ...options: unknown[]): Promise<unknown> => {
    const operation = operationOf(command);
    if (operation === undefined) return Reflect.apply(sendOverPort, client, [command, ...options]);
    return new Promise((done, failed) => {
      const id = sent++;
      waiting.set(id, { done, failed });
      port.postMessage({ id, operation, body: JSON.stringify(command.input) });
    });
  };
  return Object.assign(client, { send });
};

/** The exception that the SDK would make of an answer. */
const toException = (answer: unknown, httpStatusCode: number): DynamoDBServiceException => {
  const { __type, message } = v.parse(failure, answer);
  const name = __type.slice(__type.indexOf('#') + 1);
  const $metadata = { httpStatusCode };
  return name === 'ConditionalCheckFailedException'
    ? new ConditionalCheckFailedException({ message, $metadata })
    : new DynamoDBServiceException({
        name,
        message,
        $metadata,
        $fault: httpStatusCode < 500 ? 'client' : 'server',
      });
};

/**
 * The other side: hands what comes through the port to dynalite's listener as if it had come over a connection.
 * Only what dynalite uses of a request and a response is there.
 */
export const serveShortWay = (port: MessagePort, dynalite: EventEmitter): void => {
  port.on('message', (message: unknown) => {
    const { id, operation, body } = v.parse(requestMessage, message);
    const request = Object.assign(new EventEmitter(), {
      method: 'POST',
      url: '/',
      headers: headersOf(operation),
    });
    const response = {
      statusCode: 200,
      setHeader: () => {},
      end(text: string) {
        port.postMessage({ id, statusCode: this.statusCode, body: text });
      },
    };
    dynalite.emit('request', request, response);
    request.emit('data', body);
    request.emit('end');
  });
};

/** dynalite wants to see a signature and does not check it. */
const headersOf = (operation: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': `DynamoDB_20120810.${operation}`,
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
});
