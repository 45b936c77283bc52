// The parts of docs/reliability.md that runs write: between two comments that name the part.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PATH = join(process.cwd(), 'docs/reliability.md');

/** True where this run is to write its results into the document instead of comparing them with it. */
export const writesDocument = process.env.WRITE_RELIABILITY === '1';

const bounds = (name: string): readonly [string, string] => [
  `<!-- ${name}: written by the run -->\n`,
  `<!-- ${name}: end -->`,
];

const split = (name: string): readonly [string, string, string] => {
  const text = readFileSync(PATH, 'utf8');
  const [begin, end] = bounds(name);
  const [before, rest, ...more] = text.split(begin);
  const [part, after] = rest?.split(end) ?? [];
  if (before === undefined || part === undefined || after === undefined || more.length > 0) {
    throw new Error(`docs/reliability.md needs exactly one part between "${begin.trim()}" and "${end}"`);
  }
  return [before + begin, part, end + after];
};

/** A part as the document has it. */
export const readPart = (name: string): string => split(name)[1];

/** Replaces a part. */
export const writePart = (name: string, text: string): void => {
  const [before, , after] = split(name);
  writeFileSync(PATH, `${before}${text}${after}`);
};
