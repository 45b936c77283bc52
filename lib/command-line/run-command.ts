// Runs a command to its exit status: what a person can mend becomes one line.
import { CommanderError } from '@commander-js/extra-typings';
import { ConsoleFailure } from '../console/failures';
import { isWithoutRegion, oneLine, unreachableReason } from '../operations/aws-failures';
import { CommandFailure } from './command-failure';

/** Why AWS did not answer, in one line; `undefined` for an error that is not of that kind. */
const awsFailureLine = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  if (isWithoutRegion(error)) {
    return 'No AWS region is configured: set AWS_REGION, or AWS_PROFILE to a profile that has one';
  }
  if (error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError') {
    return `No AWS credentials were found: set AWS_PROFILE, or sign in (aws sso login); the SDK says: ${oneLine(error.message)}`;
  }
  if ('$fault' in error) return `AWS refused: ${error.name}: ${oneLine(error.message)}`;
  const unreachable = unreachableReason(error);
  return unreachable === undefined ? undefined : `AWS cannot be reached: ${unreachable}`;
};

/** An error whose message is one line that says what to do; the tables of a stack are found as the console finds them. */
const isForThePerson = (error: unknown): error is CommandFailure | ConsoleFailure =>
  error instanceof CommandFailure || error instanceof ConsoleFailure;

/**
 * Runs a command.
 *
 * @param complain - gets the one line that says what to mend
 * @returns the exit status: 0, or where it failed 1 or what the failure says
 * @throws whatever is neither the person's nor AWS's to mend
 */
export const runCommand = async (
  command: () => Promise<void>,
  complain: (line: string) => void,
): Promise<number> => {
  try {
    await command();
    return 0;
  } catch (error) {
    // Help that was asked for, or a complaint that commander has printed.
    if (error instanceof CommanderError) return error.exitCode;
    const line = isForThePerson(error) ? error.message : awsFailureLine(error);
    if (line === undefined) throw error;
    complain(`error: ${line}`);
    return error instanceof CommandFailure ? error.exitStatus : 1;
  }
};
