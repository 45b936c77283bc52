// The faults, as data: what may go wrong with a call, and with which calls it can.
import { isJsonObject, type JsonObject } from '../../functions/contract/json';
import {
  type AwsAnswer,
  type CallName,
  failure,
  serviceOfCall,
  success,
} from '../helpers/aws-stub-server/aws-call';
import type { AwsStubServer, Exchange } from '../helpers/aws-stub-server/aws-stub-server';

/** What a fault may reach beyond the call that it strikes. */
export interface Surroundings {
  readonly stub: AwsStubServer;
  /** Ends the process that made the call, as a crash does. */
  crash(): Promise<void>;
  /** Does something once everything that failed has been delivered again. */
  afterwards(action: () => Promise<unknown>): void;
  /** Writes the stored item of a PutItem call once more, as another writer would; false where there is none. */
  rewriteStored(call: Exchange['call']): Promise<boolean>;
}

/** One way in which a call goes wrong. */
export interface Fault {
  readonly name: string;
  /** The calls that it can happen to. */
  readonly calls: readonly CallName[];
  /** False: only one attempt is struck. True: every attempt of every such call, until the invocation is over. */
  readonly lasting: boolean;
  strike(exchange: Exchange, surroundings: Surroundings): Promise<void>;
}

const everyCall: readonly CallName[] = [
  'GetSecretValue',
  'PutEvents',
  'SendMessage',
  'BatchGetItem',
  'PutItem',
  'Query',
];

/** A long wait that a server asks for: nobody may wait for it. */
const RETRY_AFTER_MS = 60_000;

const throttlingCodes: Readonly<Record<CallName, string>> = {
  GetSecretValue: 'ThrottlingException',
  PutEvents: 'ThrottlingException',
  SendMessage: 'ThrottlingException',
  BatchGetItem: 'ProvisionedThroughputExceededException',
  PutItem: 'ProvisionedThroughputExceededException',
  Query: 'ProvisionedThroughputExceededException',
};

const reset = async (exchange: Exchange): Promise<void> => exchange.reset();
const silence = async (): Promise<void> => {};
const halfAnswer = async (exchange: Exchange): Promise<void> => exchange.replyHalf(await exchange.perform());
const loseAnswer = async (exchange: Exchange): Promise<void> => {
  await exchange.perform();
  exchange.reset();
};
const throttle = async (exchange: Exchange): Promise<void> =>
  exchange.reply(failure(400, throttlingCodes[exchange.call.name]));
const breakDown = async (exchange: Exchange): Promise<void> =>
  exchange.reply(failure(500, 'InternalServerError'));

/** Takes every other entry, reads half of the keys, or gives one item a page. */
const partial = async (exchange: Exchange): Promise<void> => {
  const { name, input } = exchange.call;
  if (name === 'PutEvents') exchange.reply(await takeEveryOther(exchange, input.Entries));
  else if (name === 'BatchGetItem') exchange.reply(await readHalf(exchange, input.RequestItems));
  else exchange.reply(await exchange.perform({ ...input, Limit: 1 }));
};

const takeEveryOther = async (exchange: Exchange, entries: unknown): Promise<AwsAnswer> => {
  if (!Array.isArray(entries)) throw new Error('PutEvents without entries');
  const taken = entries.filter((_, index) => index % 2 === 1);
  if (taken.length > 0) await exchange.perform({ ...exchange.call.input, Entries: taken });
  return success({
    FailedEntryCount: entries.length - taken.length,
    Entries: entries.map((_, index) =>
      index % 2 === 1
        ? { EventId: `taken-${index}` }
        : { ErrorCode: 'ThrottlingException', ErrorMessage: 'injected' },
    ),
  });
};

const readHalf = async (exchange: Exchange, requested: unknown): Promise<AwsAnswer> => {
  const [table = '', request]: [string?, unknown?] = isJsonObject(requested)
    ? (Object.entries(requested)[0] ?? [])
    : [];
  if (!isJsonObject(request) || !Array.isArray(request.Keys)) throw new Error('BatchGetItem without keys');
  const half = Math.floor(request.Keys.length / 2);
  const left = { [table]: { ...request, Keys: request.Keys.slice(half) } };
  if (half === 0) return success({ Responses: { [table]: [] }, UnprocessedKeys: left });
  const { status, body } = await exchange.perform({
    RequestItems: { [table]: { ...request, Keys: request.Keys.slice(0, half) } },
  });
  const answer: JsonObject = JSON.parse(body);
  return { status, body: JSON.stringify({ ...answer, UnprocessedKeys: left }) };
};

/** Every fault. The order is that of the table in the documentation. */
export const faults: readonly Fault[] = [
  {
    name: 'connection refused',
    calls: everyCall,
    lasting: true,
    strike: async (exchange, { stub }) => {
      exchange.reset();
      await stub.refuse(serviceOfCall[exchange.call.name]);
    },
  },
  { name: 'connection reset, once', calls: everyCall, lasting: false, strike: reset },
  { name: 'connection reset, lasting', calls: everyCall, lasting: true, strike: reset },
  { name: 'no answer, once', calls: everyCall, lasting: false, strike: silence },
  { name: 'no answer, lasting', calls: everyCall, lasting: true, strike: silence },
  { name: 'answer stops half-way, once', calls: everyCall, lasting: false, strike: halfAnswer },
  { name: 'answer stops half-way, lasting', calls: everyCall, lasting: true, strike: halfAnswer },
  { name: 'throttled, once', calls: everyCall, lasting: false, strike: throttle },
  { name: 'throttled, lasting', calls: everyCall, lasting: true, strike: throttle },
  {
    name: 'throttled, asked to wait a minute',
    calls: everyCall,
    lasting: true,
    strike: async (exchange) =>
      exchange.reply(
        failure(503, 'SlowDown', {
          'x-amz-retry-after': String(RETRY_AFTER_MS),
        }),
      ),
  },
  { name: 'error 500, once', calls: everyCall, lasting: false, strike: breakDown },
  { name: 'error 500, lasting', calls: everyCall, lasting: true, strike: breakDown },
  {
    name: 'error 502 that is no JSON',
    calls: everyCall,
    lasting: true,
    strike: async (exchange) =>
      exchange.reply({
        status: 502,
        body: '<html>Bad Gateway</html>',
        headers: { 'content-type': 'text/html' },
      }),
  },
  {
    name: 'access denied',
    calls: everyCall,
    lasting: true,
    strike: async (exchange) => exchange.reply(failure(400, 'AccessDeniedException')),
  },
  {
    name: 'partial success, once',
    calls: ['PutEvents', 'BatchGetItem', 'Query'],
    lasting: false,
    strike: partial,
  },
  {
    name: 'partial success, lasting',
    calls: ['PutEvents', 'BatchGetItem', 'Query'],
    lasting: true,
    strike: partial,
  },
  {
    name: 'an error in an answer 200',
    calls: ['PutEvents', 'SendMessage'],
    lasting: true,
    strike: async (exchange) => exchange.reply({ ...failure(200, 'InternalFailure'), headers: {} }),
  },
  { name: 'answer lost, once', calls: everyCall, lasting: false, strike: loseAnswer },
  { name: 'answer lost, lasting', calls: everyCall, lasting: true, strike: loseAnswer },
  {
    name: 'another writer with the same message is quicker',
    calls: ['PutItem'],
    lasting: false,
    strike: async (exchange) => {
      await exchange.perform();
      exchange.reply(await exchange.perform());
    },
  },
  {
    name: 'another writer is quicker at every try',
    calls: ['PutItem'],
    lasting: true,
    strike: async (exchange, { rewriteStored }) => {
      const stored = await rewriteStored(exchange.call);
      exchange.reply(stored ? await exchange.perform() : failure(400, 'ConditionalCheckFailedException'));
    },
  },
  {
    name: 'crash before the call',
    calls: everyCall,
    lasting: false,
    strike: (_, { crash }) => crash(),
  },
  {
    name: 'crash after the call',
    calls: everyCall,
    lasting: false,
    strike: async (exchange, { crash }) => {
      await exchange.perform();
      await crash();
    },
  },
  {
    name: 'crash, and the call arrives after redelivery',
    calls: everyCall,
    lasting: false,
    strike: async (exchange, { crash, afterwards }) => {
      afterwards(() => exchange.perform());
      await crash();
    },
  },
];
