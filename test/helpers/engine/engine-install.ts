// Installs the AWS engine, once.
import { runCommand } from './command';
import { attempt, pythonEnvironment } from './python-environment';

/** The pinned version; `docs` and the harness's allowances are measured on it. */
const ENGINE_VERSION = '1.5.33';

/** The AWS CLI, with which the documents' commands are run as they stand. */
const AWS_CLI_VERSION = '1.46.3';

/**
 * Gives the Python interpreter of an environment that has the engine; makes the environment if need be.
 *
 * @throws MissingToolError when python3 (3.10 or newer), its venv module or openssl is missing
 */
export const installEngine = async (folder: string, signal?: AbortSignal): Promise<string> => {
  await attempt(
    () => runCommand('openssl', ['version'], { cwd: process.cwd(), env: process.env, signal }),
    'openssl is needed to make a certificate for the deploy tests: install it and run again',
  );
  return pythonEnvironment(
    folder,
    {
      name: `engine-${ENGINE_VERSION}-cli-${AWS_CLI_VERSION}`,
      packages: [`ministack==${ENGINE_VERSION}`, `awscli==${AWS_CLI_VERSION}`],
    },
    signal,
  );
};
