// What can go wrong on the way to the tables, as one line that says what to do.
import { CloudFormationServiceException } from '@aws-sdk/client-cloudformation';
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { isWithoutRegion, oneLine, unreachableReason } from '../operations/aws-failures';
import type { FailureCode } from './failure-codes';

/** Thrown where a question has no answer; its message is one line that says what to do. */
export class ConsoleFailure extends Error {
  override readonly name = 'ConsoleFailure';
  constructor(
    readonly code: FailureCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const THROTTLED: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
]);

const DENIED: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException']);

const SIGNED_OUT: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** What an error means to the person in front of the page. What nobody foresaw tells nothing of itself. */
export const failureOf = (error: unknown): ConsoleFailure => {
  if (error instanceof ConsoleFailure) return error;
  const failure = (code: FailureCode, message: string) => new ConsoleFailure(code, message, { cause: error });
  if (v.isValiError(error)) {
    const [issue] = error.issues;
    return failure(
      'other-version',
      `An item has ${v.getDotPath(issue) ?? 'something'} that this console cannot read (${issue.message}): the stack is of another version. Take the console of the version that is deployed.`,
    );
  }
  if (!(error instanceof Error)) return failure('fault', FAULT);
  if (isWithoutRegion(error)) {
    return failure(
      'no-region',
      'No AWS region is configured: set AWS_REGION, or AWS_PROFILE to a profile that has one, and start the console again.',
    );
  }
  if (SIGNED_OUT.has(error.name)) {
    return failure(
      'no-credentials',
      `AWS takes no credentials of yours: sign in (aws sso login), or set AWS_PROFILE and start the console again. The SDK says: ${oneLine(error.message)}`,
    );
  }
  if (DENIED.has(error.name)) {
    return failure(
      'no-permission',
      `Your credentials may not do this: give them the policy in docs/console.md. AWS says: ${oneLine(error.message)}`,
    );
  }
  if (error instanceof DynamoDBServiceException && error.name === 'ResourceNotFoundException') {
    return failure(
      'no-table',
      'A table or an index is not there: deploy the version of this console, or wait until the deployment has ended.',
    );
  }
  if (THROTTLED.has(error.name)) {
    return failure(
      'throttled',
      'DynamoDB throttles these reads: wait a moment. If it stays so, look at the table’s throttled requests in CloudWatch.',
    );
  }
  const unreachable = unreachableReason(error);
  if (unreachable !== undefined) {
    return failure(
      'unreachable',
      `The tables cannot be reached (${unreachable}): does npm start run, is there a network?`,
    );
  }
  if (error instanceof DynamoDBServiceException || error instanceof CloudFormationServiceException) {
    return failure('fault', `AWS refused: ${error.name}: ${oneLine(error.message)}`);
  }
  return failure('fault', FAULT);
};

const FAULT =
  'Something in the console went wrong. The terminal that it runs in says what; please report it.';
