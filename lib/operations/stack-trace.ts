// Says of a stack that a function has logged where its lines are in the sources.
import { SourceMap } from 'node:module';
import * as v from 'valibot';

/** What of a source map is read here; version 3 of the format. */
const sourceMapSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    file: v.optional(v.string(), ''),
    version: v.number(),
    sources: v.array(v.string()),
    sourcesContent: v.optional(v.array(v.string()), []),
    names: v.array(v.string()),
    mappings: v.string(),
    sourceRoot: v.optional(v.string(), ''),
  }),
);

/** A place in a bundle as a stack names it: `file:///var/task/index.mjs:12:3456`. */
const PLACE = /(?:file:\/\/)?[\w./-]*\/index\.mjs:(\d+):(\d+)/g;

/**
 * Replaces the places in a bundle by those in the sources: `functions/ingest/handler.ts:12:3`.
 *
 * @param text - log lines, as text or as JSON
 * @param map - the bundle's source map
 * @throws ValiError where the map is none
 */
export const mapStack = (text: string, map: string): string => {
  const sourceMap = new SourceMap(v.parse(sourceMapSchema, map));
  return text.replace(PLACE, (place, line: string, column: string) => {
    // A stack counts from 1, a source map from 0.
    const entry = sourceMap.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) return place;
    const { originalSource, originalLine, originalColumn } = entry;
    // Relative to the bundle, which is three folders below the sources.
    return `${originalSource.replace(/^(\.\.\/)+/, '')}:${originalLine + 1}:${originalColumn + 1}`;
  });
};
