import { SQSServiceException } from '@aws-sdk/client-sqs';
import { CommanderError } from '@commander-js/extra-typings';
import { CommandFailure } from '../../../lib/command-line/command-failure';
import { runCommand } from '../../../lib/command-line/run-command';
import { ConsoleFailure } from '../../../lib/console/failures';

const failing = async (error: unknown): Promise<{ status: number; lines: string[] }> => {
  const lines: string[] = [];
  const status = await runCommand(
    async () => {
      throw error;
    },
    (line) => lines.push(line),
  );
  return { status, lines };
};

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

it('gives 0 for a command that ends well', async () => {
  expect(await runCommand(async () => {}, fail)).toBe(0);
});

it('gives the status that a failure names', async () => {
  expect(await failing(new CommandFailure('interrupted', 130))).toEqual({
    status: 130,
    lines: ['error: interrupted'],
  });
});

it.each([0, 1])('leaves it to commander to say what it refuses: status %i', async (status) => {
  expect(await failing(new CommanderError(status, 'commander.x', 'said already'))).toEqual({
    status,
    lines: [],
  });
});

it.each([
  [new CommandFailure('--show x: must be'), '--show x: must be'],
  [new ConsoleFailure('no-stack', 'there is no such stack'), 'there is no such stack'],
  [
    new Error('Region is missing'),
    'No AWS region is configured: set AWS_REGION, or AWS_PROFILE to a profile that has one',
  ],
  [
    named('CredentialsProviderError', 'Could not load credentials\nfrom any providers'),
    'No AWS credentials were found: set AWS_PROFILE, or sign in (aws sso login); the SDK says: Could not load credentials from any providers',
  ],
  [
    new SQSServiceException({
      name: 'AccessDenied',
      $fault: 'client',
      $metadata: {},
      message: 'User is not authorized to perform: sqs:startmessagemovetask',
    }),
    'AWS refused: AccessDenied: User is not authorized to perform: sqs:startmessagemovetask',
  ],
  [
    Object.assign(new Error('getaddrinfo ENOTFOUND sqs.nowhere-1.amazonaws.com'), { code: 'ENOTFOUND' }),
    'AWS cannot be reached: getaddrinfo ENOTFOUND sqs.nowhere-1.amazonaws.com',
  ],
])('says in one line what a person can mend: %s', async (error, line) => {
  expect(await failing(error)).toEqual({ status: 1, lines: [`error: ${line}`] });
});

it.each([[new TypeError('x is not a function')], ['a text']])(
  'lets a fault of its own through',
  async (error) => {
    await expect(failing(error)).rejects.toBe(error);
  },
);

const fail = (line: string): never => {
  throw new Error(`nothing to complain of, but got: ${line}`);
};
