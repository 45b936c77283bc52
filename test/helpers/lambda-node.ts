// The Node.js that Lambda runs the functions on: what measures or tests the bundles runs them on it, too.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Of the major version that the functions are deployed with; npm has each version for each platform as a package. */
const VERSION = '24.21.0';

let found: Promise<string> | undefined;

/**
 * The path of a Node.js of Lambda's major version: this process's own, or one that npm keeps in its cache. Not a
 * dependency, since its `node` would come before the user's in every script.
 *
 * @throws Error where npm cannot get it
 */
export const lambdaNode = (): Promise<string> => {
  found ??= locate();
  return found;
};

const locate = async (): Promise<string> => {
  const { version, platform, arch, execPath } = process;
  if (version.startsWith(`v${VERSION.split('.')[0]}.`)) return execPath;
  // As the package `node` names those that it would install by a script.
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${platform === 'win32' ? 'win' : platform}-${arch}@${VERSION}`;
  try {
    const { stdout } = await promisify(execFile)(
      'npm',
      ['exec', '--yes', `--package=${name}`, '--', 'node', '--print', 'process.execPath'],
      { shell: platform === 'win32' },
    );
    return stdout.trim();
  } catch (error) {
    throw new Error(`npm could not get ${name}, on which the functions are run`, { cause: error });
  }
};
