// One call of an AWS JSON protocol: what it asks for, and what it is answered.
import type { IncomingHttpHeaders } from 'node:http';
import { isJsonObject, type JsonObject } from '../../../functions/contract/json';

/** The calls that the functions make, with the service of each. */
export const serviceOfCall = {
  GetSecretValue: 'secretsmanager',
  PutEvents: 'eventbridge',
  SendMessage: 'sqs',
  BatchGetItem: 'dynamodb',
  PutItem: 'dynamodb',
  Query: 'dynamodb',
} as const;

/** The name of a call. */
export type CallName = keyof typeof serviceOfCall;

/** A service. */
export type Service = (typeof serviceOfCall)[CallName];

/** A call as it arrived. */
export interface AwsCall {
  readonly name: CallName;
  readonly input: JsonObject;
  readonly headers: IncomingHttpHeaders;
}

/** An answer as it goes out. */
export interface AwsAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const isCallName = (name: string): name is CallName => name in serviceOfCall;

/** @throws Error where the request is none of the calls above */
export const readCall = (headers: IncomingHttpHeaders, body: string): AwsCall => {
  const name = String(headers['x-amz-target']).replace(/^.*\./, '');
  const input: unknown = JSON.parse(body);
  if (!isCallName(name) || !isJsonObject(input)) throw new Error(`No call that the functions make: ${name}`);
  return { name, input, headers };
};

/** The table that a call to DynamoDB is about; `undefined` for the other services. */
export const tableOf = ({ input }: AwsCall): string | undefined => {
  if (typeof input.TableName === 'string') return input.TableName;
  return isJsonObject(input.RequestItems) ? Object.keys(input.RequestItems)[0] : undefined;
};

/** A successful answer. */
export const success = (output: JsonObject): AwsAnswer => ({ status: 200, body: JSON.stringify(output) });

/** A service's error. */
export const failure = (
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): AwsAnswer => ({
  status,
  body: JSON.stringify({ __type: code, message: `injected ${code}` }),
  headers: { 'x-amzn-errortype': code, ...headers },
});
