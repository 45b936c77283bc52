// The commands of the documents find in the stack what they look for by a part of its name.
import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { makeStack } from '../helpers/synthesized';

const template = Template.fromStack(makeStack());
const read = (path: string): string => readFileSync(path, 'utf8');
const runbook = read('docs/operations.md');

const found = (type: string, part: string): string[] =>
  Object.keys(template.findResources(`AWS::${type}`)).filter((logicalId) => logicalId.includes(part));

it('finds one log group by each part', () => {
  const asked = [...runbook.matchAll(/(?:^|[;&|] )logs (\w+) '/gm)].map(([, part = '']) => part);
  expect(asked.length).toBeGreaterThan(10);
  for (const part of asked)
    expect({ part, groups: found('Logs::LogGroup', part).length }).toEqual({ part, groups: 1 });
});

it('lists each log group with its part', () => {
  const [, section = ''] = runbook.split('\n## Logs\n');
  const parts = [...(section.split('\n| field |')[0] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(
    ([, part = '']) => part,
  );
  expect(parts.flatMap((part) => found('Logs::LogGroup', part)).sort()).toEqual(
    found('Logs::LogGroup', '').sort(),
  );
});

it('finds one resource by each type and part', () => {
  const asked = [...runbook.matchAll(/\$\(resource (\w+::\w+) (\w+)\)/g)];
  expect(asked.length).toBeGreaterThan(3);
  for (const [command, type = '', part = ''] of asked) {
    expect({ command, resources: found(type, part).length }).toEqual({ command, resources: 1 });
  }
});

it('asks for outputs that the stack has, and lists all of them', () => {
  // The last one comes with a domain name alone.
  const outputs = [...Object.keys(template.findOutputs('*')), 'DomainTarget'];
  for (const page of [
    'docs/operations.md',
    'docs/deploy.md',
    'docs/tables.md',
    'examples/broadcaster-joined/README.md',
  ]) {
    const asked = [...read(page).matchAll(/\$\(output (\w+)\)/g)].map(([, name = '']) => name);
    expect(asked.length).toBeGreaterThan(0);
    for (const name of asked) expect(outputs).toContain(name);
  }
  const [, section = ''] = read('docs/deploy.md').split('\n| output | what it is |\n');
  const listed = [...(section.split('\n\n')[0] ?? '').matchAll(/`([A-Z]\w+)`/g)].map(([, name = '']) => name);
  expect(listed.sort()).toEqual(outputs.sort());
});
