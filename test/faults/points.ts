// Where faults strike: every AWS call of every function, at each place where it is made.
import type { TableName } from '../../lib/tables';
import type { CallName } from '../helpers/aws-stub-server/aws-call';

/** The functions, in the order of the documentation. */
export const functionNames = ['ingest', 'republish', 'rtc-sessions', 'cdn-streams'] as const;

/** The name of a function: its folder below `functions/`. */
export type FunctionName = (typeof functionNames)[number];

/** What the endpoint does with a request while there is no secret. */
export const KEEP = 'keep the request while no secret is set';
/** What the republish function does with requests that were kept. */
export const CHECK = 'read the secret to check ten requests that were kept';

/** One call at one place. */
export interface Point {
  readonly function: FunctionName;
  readonly call: CallName;
  readonly table?: TableName;
  /** What the function does at this place. */
  readonly purpose: string;
  /** The invocation, from 0, of the case's history. */
  readonly invocation: number;
  /** The how-maniest call of this name and table in the invocation, from 0. */
  readonly nth: number;
}

/** Every point. The order is that of the columns in the documentation. */
export const points: readonly Point[] = [
  {
    function: 'ingest',
    call: 'GetSecretValue',
    purpose: 'read the secret on a cold start',
    invocation: 0,
    nth: 0,
  },
  { function: 'ingest', call: 'PutEvents', purpose: 'put the event on the bus', invocation: 1, nth: 0 },
  {
    function: 'ingest',
    call: 'SendMessage',
    purpose: 'park the event while the bus refuses it',
    invocation: 1,
    nth: 0,
  },
  { function: 'ingest', call: 'SendMessage', purpose: KEEP, invocation: 1, nth: 0 },
  { function: 'republish', call: 'GetSecretValue', purpose: CHECK, invocation: 0, nth: 0 },
  {
    function: 'republish',
    call: 'PutEvents',
    purpose: 'put ten parked events on the bus',
    invocation: 0,
    nth: 0,
  },
  {
    function: 'rtc-sessions',
    call: 'PutItem',
    table: 'UserSessions',
    purpose: 'write a stay',
    invocation: 0,
    nth: 0,
  },
  {
    function: 'rtc-sessions',
    call: 'PutItem',
    table: 'ChannelSessions',
    purpose: 'write an inferred start',
    invocation: 0,
    nth: 0,
  },
  {
    function: 'rtc-sessions',
    call: 'BatchGetItem',
    table: 'ChannelSessions',
    purpose: 'read the channel before its end is written',
    invocation: 1,
    nth: 0,
  },
  {
    function: 'rtc-sessions',
    call: 'PutItem',
    table: 'ChannelSessions',
    purpose: "write the channel's end",
    invocation: 1,
    nth: 0,
  },
  {
    function: 'rtc-sessions',
    call: 'Query',
    table: 'UserSessions',
    purpose: 'read the stays of a channel that ended',
    invocation: 1,
    nth: 0,
  },
  {
    function: 'rtc-sessions',
    call: 'PutItem',
    table: 'UserSessions',
    purpose: 'close a stay',
    invocation: 1,
    nth: 0,
  },
  {
    function: 'rtc-sessions',
    call: 'BatchGetItem',
    table: 'UserSessions',
    purpose: 'read stays',
    invocation: 1,
    nth: 0,
  },
  {
    function: 'rtc-sessions',
    call: 'BatchGetItem',
    table: 'ChannelSessions',
    purpose: 'read the channel after the stays are written',
    invocation: 1,
    nth: 1,
  },
  {
    function: 'rtc-sessions',
    call: 'PutItem',
    table: 'UserSessions',
    purpose: 'close a stay whose join came after the end',
    invocation: 1,
    nth: 5,
  },
  {
    function: 'cdn-streams',
    call: 'PutItem',
    table: 'CdnStreams',
    purpose: 'write a new stream',
    invocation: 0,
    nth: 0,
  },
  {
    function: 'cdn-streams',
    call: 'BatchGetItem',
    table: 'CdnStreams',
    purpose: 'read streams',
    invocation: 1,
    nth: 0,
  },
  {
    function: 'cdn-streams',
    call: 'PutItem',
    table: 'CdnStreams',
    purpose: 'write a stream again',
    invocation: 1,
    nth: 0,
  },
];
