// docs/performance.md, from the results.
import type { Bench } from '../bench';
import type { Result } from '../results';
import { goalsSayAll, goalsTable } from './goals';
import { benchTable } from './layout';
import { remarks } from './remarks';
import { arrivalSentence, waitsTable } from './waits';

/** What is in docs/cost.md. */
const COSTS = ['cost', 'reports'];

const head = (versions: string, results: ReadonlyMap<string, Result>): string => `# Performance

Written by \`npm run bench\` from what the deployed bundles did on Node.js ${versions}. Times are ratios against a floor or a peer in
the same run, in turn, as medians; what is absolute is one machine's. What it costs is in [cost.md](cost.md).

## What you wait for

The endpoint answers within 4.1 s, whatever happens ([reliability.md](reliability.md#the-longest-wait)).
${arrivalSentence(results)}

On a clock that throttles as DynamoDB does ([storm](#storm)):`;

const FOOT = `## Measure it yourself

\`npm run bench -- NAME\` runs one; \`--runs 3\` runs each three times, and the median is followed by the least and the greatest;
\`--short\` is the form for CI, which fails where, in the median of three runs, a ratio is more than 20 % over its goal or, where that
is not met, over what was reached. \`arrival\` needs Python and openssl, as \`npm run test:deploy\` does.`;

const section = ({ name, compares }: Bench, result: Result | undefined): string => {
  const remark = remarks[name];
  return [
    `## ${name}`,
    `${compares.slice(0, 1).toUpperCase()}${compares.slice(1)}.`,
    result === undefined ? 'Not measured yet.' : benchTable(name, result.rows),
    ...(remark === undefined ? [] : [remark]),
  ].join('\n\n');
};

/** The page. */
export const performanceDocument = (
  benches: readonly Bench[],
  results: ReadonlyMap<string, Result>,
): string => {
  const versions = [...new Set([...results.values()].map(({ node }) => node))].join(', ');
  const shown = benches.filter(({ name }) => !COSTS.includes(name));
  const detailed = shown.filter(({ name }) => {
    const result = results.get(name);
    return result === undefined || remarks[name] !== undefined || !goalsSayAll(name, result.rows);
  });
  const titleOf = (name: string): string =>
    detailed.some((bench) => bench.name === name) ? `[${name}](#${name})` : name;
  const paragraphs = [
    head(versions, results),
    waitsTable(results),
    '## Goals',
    goalsTable(shown, results, titleOf),
    ...detailed.map((bench) => section(bench, results.get(bench.name))),
    FOOT,
  ];
  return `${paragraphs.join('\n\n')}\n`;
};
