// The files in which results are kept.
import { readdir, readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { rowSchema } from './bench';

const FOLDER = 'test/bench/results';

const resultSchema = v.object({
  name: v.string(),
  /** Version of Node.js that it ran on. */
  node: v.string(),
  /** Runs of which the values are the medians. */
  runs: v.number(),
  rows: v.array(rowSchema),
});

/** What a bench found. */
export type Result = v.InferOutput<typeof resultSchema>;

/** The file of a bench's result. */
export const resultFile = (name: string): string => `${FOLDER}/${name}.json`;

/** Every kept result, by the bench's name. */
export const readResults = async (): Promise<ReadonlyMap<string, Result>> => {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json'));
  const results = await Promise.all(
    files.map(async (file) => v.parse(resultSchema, JSON.parse(await readFile(`${FOLDER}/${file}`, 'utf8')))),
  );
  return new Map(results.map((result) => [result.name, result]));
};

/** A value of a kept result; throws where the bench has not been run. */
export const resultOf = (results: ReadonlyMap<string, Result>, name: string, what: string): number => {
  const row = results.get(name)?.rows.find((one) => one.what === what);
  if (row === undefined) throw new Error(`No result ${name}: ${what}. Run: npm run bench -- ${name}`);
  return row.value;
};
