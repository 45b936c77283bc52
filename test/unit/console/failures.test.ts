// What goes wrong on the way to the tables becomes an answer that says what to do.
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { ConsoleFailure, failureOf } from '../../../lib/console/failures';
import { startConsoleTarget } from '../../helpers/console/console-target';

const named = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name }, more);

it.each([
  ['no-region', new Error('Region is missing'), /AWS_REGION/],
  ['no-credentials', named('CredentialsProviderError', 'Could not load credentials'), /aws sso login/],
  ['no-credentials', named('ExpiredTokenException', 'The token is expired'), /aws sso login/],
  ['no-credentials', named('UnrecognizedClientException', 'The security token is invalid'), /aws sso login/],
  [
    'no-permission',
    named('AccessDeniedException', 'not authorized to perform: dynamodb:Query'),
    /dynamodb:Query/,
  ],
  [
    'no-table',
    new ResourceNotFoundException({ message: 'Requested resource not found', $metadata: {} }),
    /deploy/,
  ],
  ['throttled', named('ProvisionedThroughputExceededException', 'slow down'), /wait/],
  ['throttled', named('ThrottlingException', 'slow down'), /wait/],
  [
    'unreachable',
    named('Error', 'connect ECONNREFUSED 127.0.0.1:8000', { code: 'ECONNREFUSED' }),
    /npm start/,
  ],
  ['unreachable', named('TimeoutError', 'socket timed out'), /network/],
  ['fault', new TypeError('undefined is not a function'), /terminal/],
  ['fault', 'a text', /terminal/],
] as const)('%s: %s', (code, error, says) => {
  const failure = failureOf(error);
  expect(failure.code).toBe(code);
  expect(failure.message).toMatch(says);
  expect(failure.message).not.toContain('\n');
  if (code === 'fault') expect(failure.message).not.toContain('undefined is not');
});

it('is asked anew after a failure, so that a sign-in needs no new start', async () => {
  let tries = 0;
  const target = await startConsoleTarget({
    source: async (local) => {
      tries += 1;
      if (tries < 3) throw named('CredentialsProviderError', 'Could not load credentials');
      return local;
    },
  });
  try {
    for (const _ of [1, 2]) {
      const { status, text } = await target.ask('/api/live');
      expect([status, JSON.parse(text).error.code]).toEqual([503, 'no-credentials']);
      expect((await target.ask('/')).status).toBe(200);
    }
    expect((await target.ask('/api/live')).status).toBe(200);
    expect((await target.ask('/api/live')).status).toBe(200);
    expect([tries, target.faults]).toEqual([3, []]);
  } finally {
    await target.stop();
  }
});

it('tells the terminal, and not the page, of what nobody foresaw', async () => {
  const target = await startConsoleTarget({
    source: async () => {
      throw new TypeError('a secret of the inside');
    },
  });
  try {
    const { status, text } = await target.ask('/api/live');
    expect(status).toBe(500);
    expect(text).not.toContain('secret');
    expect(target.faults).toEqual([expect.any(TypeError)]);
  } finally {
    await target.stop();
  }
});

it('keeps a failure that is one already', () => {
  const failure = new ConsoleFailure('no-stack', 'there is none');
  expect(failureOf(failure)).toBe(failure);
});
