import { execFile, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { buildFunctions, bundleOf } from '../../../tools/build/function-bundles';

const tsx = createRequire(join(process.cwd(), 'package.json')).resolve('tsx/cli');

/** Runs the command with some input. */
const stackTrace = async (args: readonly string[], input: string) => {
  const child = spawn(process.execPath, [tsx, 'bin/cli.ts', 'stack-trace', ...args]);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdin.on('error', () => {
    // A command that is refused reads nothing.
  });
  child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
};

beforeAll(async () => {
  await buildFunctions();
});

describe('stack-trace', () => {
  it('says where the lines of a stack are in the sources, in text and in JSON', async () => {
    // Without its settings the function fails as it starts.
    const failed: unknown = await promisify(execFile)(process.execPath, [bundleOf('ingest')], {
      env: {},
    }).catch((error: unknown) => error);
    const stack = String(Object(failed).stderr);
    expect(stack).toMatch(/\(file:\/\/\S+\/index\.mjs:\d+:\d+\)/);

    const { code, stdout, stderr } = await stackTrace(
      ['--function', 'ingest'],
      `${stack}\n${JSON.stringify({ stack })}\nat index.mjs:1:1\n`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/\(functions\/shared\/environment\.ts:\d+:\d+\)/g)).toHaveLength(2);
    expect(stdout.match(/functions\/ingest\/main\.ts:\d+:\d+/g)?.length).toBeGreaterThanOrEqual(2);
    expect(stdout).toContain('at index.mjs:1:1');
  });

  it('says which map it lacks', async () => {
    const { code, stdout, stderr } = await stackTrace(['--function', 'ingestion'], '');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^error: \S+ingestion\S+ cannot be read \(.*\): check --function, or give the file with --map\n$/,
    );
  });
});
