// The runbook and the deployment guide say what the code says.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as errors from '../../../functions/shared/errors';
import { metricUnits } from '../../../functions/shared/observability';
import { checkContext } from '../../../lib/config';
import { runbookHeadings } from '../../../lib/constructs/alarms';

const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url)), 'utf8');
const pages = { 'operations.md': read('operations.md'), 'deploy.md': read('deploy.md') };
const runbook = pages['operations.md'];

/** The text of a page without its code blocks. */
const prose = (page: string): string => page.replaceAll(/^( *)```.*?^\1```$/gms, '');

const headings = (page: string): string[] =>
  [...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => title);

/** The anchor that GitHub gives a heading. */
const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- ]/gu, '')
    .replaceAll(' ', '-');

it.each(runbookHeadings)('has one heading %s, with all that the person who is woken needs', (heading) => {
  expect(headings(runbook).filter((title) => title === heading)).toHaveLength(1);
  const [, after = ''] = runbook.split(`\n## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  for (const part of ['What it means.', 'What to look at.', 'What to type.', 'When it is over.']) {
    expect(section.split(`**${part}**`)).toHaveLength(2);
  }
});

it.each(Object.entries(pages))('%s links only to headings that are there', (name, page) => {
  const links = [...page.matchAll(/\]\(((?:operations|deploy)\.md)?#([^)]+)\)/g)];
  expect(links.length).toBeGreaterThan(0);
  for (const [link, target = name, fragment = ''] of links) {
    const known = headings(target === 'deploy.md' ? pages['deploy.md'] : runbook).map(anchor);
    expect({ link, known: known.includes(fragment) }).toEqual({ link, known: true });
  }
});

it('explains every error that a queue function throws, by the name that its log line has', () => {
  // A request's refusals are told by their reason.
  const { NotificationsError, Refusal, ...own } = errors;
  const names = Object.values(own).flatMap((value) =>
    typeof value === 'function' ? [new value('x').name] : [],
  );
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect(runbook).toContain(`\`${name}\``);
  expect(new Refusal(400, 'envelope', 'x')).toBeInstanceOf(NotificationsError);
});

it('asks the logs for metrics that the functions write', () => {
  const asked = [...runbook.matchAll(/(?:ispresent|sum)\(([A-Z]\w+)\)/g)].map(([, name = '']) => name);
  expect(asked.length).toBeGreaterThan(3);
  for (const name of asked) expect(Object.keys(metricUnits)).toContain(name);
});

it('lists every setting with its default', () => {
  const [, section = ''] = pages['deploy.md'].split('\n## Settings\n');
  const rows = [...section.matchAll(/^\| `(\w+)` \| (.+?) \|/gm)].map(([, key = '', value = '']) => [
    key,
    value,
  ]);
  const defaults = Object.entries(checkContext({})).map(([key, value]) => [
    key,
    value === undefined ? 'none' : Array.isArray(value) ? `\`${value.join(',')}\`` : String(value),
  ]);
  expect(rows).toEqual(defaults);
});

it('names npm scripts that are there', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(`${root}package.json`, 'utf8'),
  );
  const texts = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'docs/console.md'].map((name) =>
    readFileSync(root + name, 'utf8'),
  );
  const named = [...texts, ...Object.values(pages)].flatMap((text) =>
    [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
