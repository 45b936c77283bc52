// What the commands on a deployed stack have in common: options, and what they work with.
import { Option } from '@commander-js/extra-typings';
import { stackIdOf } from '../stack-id';
import { stackName } from './option-values';

/** `--stack`: the deployed stack that a command works on. */
export const stackOption = () =>
  new Option('--stack <NAME>', 'the deployed stack').argParser(stackName).default(stackIdOf(undefined));

/** `--yes`: consent that is given before the question. */
export const yesOption = () => new Option('--yes', 'act without asking').default(false);

/** Where region and credentials come from, for the end of a command's help. */
export const CREDENTIALS_HELP =
  '\nRegion and credentials come from AWS_REGION, AWS_PROFILE and what the AWS CLI has configured.';
