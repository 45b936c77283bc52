// Virtual environments of Python packages, made once each, inside the repository's ignored folder.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, errorCode, runCommand } from './command';

/** What the machine lacks, in one line that says what to do. */
export class MissingToolError extends Error {
  override readonly name = 'MissingToolError';
}

/** An environment. */
export interface PythonEnvironment {
  /** Its folder is named after it: the versions of its packages belong in here. */
  readonly name: string;
  /** As pip takes them: `cfn-lint==1.58.0`. */
  readonly packages: readonly string[];
}

/**
 * Gives the interpreter of an environment, which runs its programs as modules; makes the environment if need be. Safe against a second run
 * that does the same at the same time: it is built aside and moved into place.
 *
 * @throws MissingToolError when python3 (3.10 or newer) or its venv module is missing
 */
export const pythonEnvironment = async (
  folder: string,
  { name, packages }: PythonEnvironment,
  signal?: AbortSignal,
): Promise<string> => {
  await requirePython(signal);
  const place = join(folder, name);
  const python = join(place, 'bin', 'python3');
  const complete = join(place, 'complete');
  if (existsSync(complete)) return python;

  await mkdir(folder, { recursive: true });
  const options = { cwd: folder, env: process.env, signal };
  const aside = `${place}.${process.pid}`;
  await rm(aside, { recursive: true, force: true });
  await attempt(
    () => runCommand('python3', ['-m', 'venv', aside], options),
    'python3 cannot make a virtual environment: install its venv module (Debian, Ubuntu: apt install python3-venv)',
  );
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages];
  await runCommand(join(aside, 'bin', 'python3'), pip, options);
  await runCommand('touch', [join(aside, 'complete')], options);
  // An environment finds its packages from where its interpreter lies, so it may be moved.
  await rm(place, { recursive: true, force: true });
  await rename(aside, place).catch(async (error: unknown) => {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(complete)) throw error;
  });
  return python;
};

const requirePython = async (signal?: AbortSignal): Promise<void> => {
  const options = { cwd: process.cwd(), env: process.env, signal };
  const check = 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else 3)';
  await attempt(
    () => runCommand('python3', ['-c', check], options),
    'python3 3.10 or newer is needed: install it and run again',
  );
  await attempt(
    () => runCommand('python3', ['-c', 'import venv, ensurepip'], options),
    'python3 has no venv module: install it (Debian, Ubuntu: apt install python3-venv) and run again',
  );
};

/** @throws MissingToolError with this message where a program is not there, or fails */
export const attempt = async (run: () => Promise<unknown>, missing: string): Promise<void> => {
  try {
    await run();
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof CommandError)
      throw new MissingToolError(missing, { cause: error });
    throw error;
  }
};
