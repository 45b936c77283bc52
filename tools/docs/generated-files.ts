// Every file that is generated, and how it is written and compared.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventDefinitions, jsonSchemaOf, schemaName } from '../../lib/event-schemas';
import { readEventExamples } from './event-examples';
import { eventTypesFile } from './event-types';
import { eventsPage } from './events-page';
import { jsonText } from './json-text';
import { tablesPage } from './tables-page';

/** The folder that holds generated files only. */
const SCHEMA_FOLDER = 'docs/events';

/** The generated files: their texts by path from the repository's root. */
export const generatedFiles = (): ReadonlyMap<string, string> => {
  const examples = readEventExamples();
  return new Map([
    ['docs/events.md', eventsPage()],
    ['docs/tables.md', tablesPage()],
    ['types/events.d.ts', eventTypesFile()],
    ...eventDefinitions.map((definition): [string, string] => {
      const name = schemaName(definition);
      const schema = { ...jsonSchemaOf(definition), examples: [examples.get(name)] };
      return [`${SCHEMA_FOLDER}/${name}.json`, `${jsonText(schema)}\n`];
    }),
  ]);
};

/** Paths that are not as they would be generated: changed, missing, or no longer generated at all. */
export const staleFiles = (root: string): string[] => {
  const files = generatedFiles();
  const changed = [...files].filter(([path, text]) => readIfThere(join(root, path)) !== text);
  return [...changed.map(([path]) => path), ...leftOver(root, files)];
};

/** Writes every generated file, removes those that are no longer generated, and gives the paths that changed. */
export const writeGeneratedFiles = (root: string): string[] => {
  const files = generatedFiles();
  const stale = staleFiles(root);
  for (const path of stale) {
    const text = files.get(path);
    const file = join(root, path);
    if (text === undefined) rmSync(file);
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
  return stale;
};

const readIfThere = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;

const leftOver = (root: string, files: ReadonlyMap<string, string>): string[] => {
  const folder = join(root, SCHEMA_FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => `${SCHEMA_FOLDER}/${name}`)
    .filter((path) => !files.has(path));
};
