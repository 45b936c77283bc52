// The bundles that everybody runs: one for each function, and never stale.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFunctions, functionNames } from '../../../tools/build/function-bundles';

// Not those that other suites run meanwhile.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundles-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const bundleOf = (name: string): string => join(folder, name, 'index.mjs');

it('are one for each folder of functions/ that has an entry, with its source map', async () => {
  const files = await buildFunctions(folder);
  const entries = readdirSync('functions').filter((name) => existsSync(`functions/${name}/main.ts`));
  expect(await functionNames()).toEqual(entries.sort());
  expect([...files].sort()).toEqual(
    entries.flatMap((name) => [bundleOf(name), `${bundleOf(name)}.map`]).sort(),
  );
  for (const name of entries)
    expect(readFileSync(bundleOf(name), 'utf8')).toMatch(/export\{\w+ as handler\}/);
});

it('are made anew where they are not what the sources say, and else left alone', async () => {
  await buildFunctions(folder);
  const [right, other] = [bundleOf('ingest'), bundleOf('republish')];
  const content = readFileSync(right);
  const untouched = statSync(other).mtimeMs;
  writeFileSync(right, 'stale');
  await buildFunctions(folder);
  expect(readFileSync(right)).toEqual(content);
  expect(statSync(other).mtimeMs).toBe(untouched);
});

it('leave nothing of a function that is gone', async () => {
  mkdirSync(join(folder, 'gone'), { recursive: true });
  writeFileSync(bundleOf('gone'), 'export const handler = 1;');
  await buildFunctions(folder);
  expect(existsSync(bundleOf('gone'))).toBe(false);
});
