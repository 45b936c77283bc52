// JSON as the repository's formatter writes it, so that a generated file is also a formatted one.

const LINE_WIDTH = 110;

/** Writes a value as JSON: an object over several lines, an array of plain values on one line where it fits. */
export const jsonText = (value: unknown, indent = ''): string => {
  const inner = `${indent}  `;
  const block = (open: string, lines: readonly string[], close: string) =>
    `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => jsonText(item, inner));
    const line = `[${items.join(', ')}]`;
    const isPlain = value.every((item) => typeof item !== 'object');
    // The longest key that stands before an array in a schema is shorter than this margin.
    return isPlain && indent.length + line.length + 16 <= LINE_WIDTH ? line : block('[', items, ']');
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, property]) => property !== undefined);
    if (entries.length === 0) return '{}';
    return block(
      '{',
      entries.map(([key, property]) => `${JSON.stringify(key)}: ${jsonText(property, inner)}`),
      '}',
    );
  }
  return JSON.stringify(value);
};
