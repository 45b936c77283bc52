// docs/performance.md, from the results.
import type { Bench } from '../bench';
import type { Result } from '../results';
import { rowsTable } from './markdown';
import { remarks } from './remarks';

const HEAD = `# Performance

What users pay and wait for, measured by \`npm run bench\`, which writes this page, on the bundles that are deployed and on Lambda's Node.js. Times are
ratios against a floor or a peer in the same run, in turn, as medians; what is absolute is this one machine's. After several
runs, the median is followed by the least and the greatest. What it costs is in [cost.md](cost.md).

\`npm run bench -- NAME\` runs one; \`--runs 3\` runs each three times; \`--short\` is the form for CI, which fails where, in the median of three
runs, a ratio is more than 20 % over its goal, or, where a goal is not met, over what was reached.
`;

const section = ({ name, compares }: Bench, result: Result | undefined): string => {
  const remark = remarks[name];
  return [
    `## ${name}`,
    `${compares}.`,
    ...(result === undefined ? ['Not measured yet.'] : [rowsTable(result.rows)]),
    ...(remark === undefined ? [] : [remark]),
  ].join('\n\n');
};

/** The page. */
export const performanceDocument = (
  benches: readonly Bench[],
  results: ReadonlyMap<string, Result>,
): string => {
  const versions = [...new Set([...results.values()].map(({ node }) => node))].join(', ');
  const sections = benches
    .filter(({ name }) => name !== 'cost' && name !== 'reports')
    .map((bench) => section(bench, results.get(bench.name)));
  return `${[`${HEAD.trimEnd()} Measured on Node.js ${versions}.`, ...sections].join('\n\n')}\n`;
};
