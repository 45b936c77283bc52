// JSON as the repository's formatter writes it, so that a generated file is also a formatted one.

const LINE_WIDTH = 110;

/**
 * Writes a value as JSON: an object over several lines, an array without objects on one line where it fits.
 *
 * @param taken - what else stands on the value's line: the indentation, the key and the comma, in characters
 */
export const jsonText = (value: unknown, indent = '', taken = 0): string => {
  const inner = `${indent}  `;
  const block = (open: string, lines: readonly string[], close: string) =>
    `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => jsonText(item, inner));
    const line = `[${items.join(', ')}]`;
    const isPlain = !line.includes('\n') && !line.includes('{');
    return isPlain && taken + line.length <= LINE_WIDTH ? line : block('[', items, ']');
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, property]) => property !== undefined);
    if (entries.length === 0) return '{}';
    const lines = entries.map(([name, property], index) => {
      const key = `${JSON.stringify(name)}: `;
      const comma = index < entries.length - 1 ? 1 : 0;
      return key + jsonText(property, inner, inner.length + key.length + comma);
    });
    return block('{', lines, '}');
  }
  return JSON.stringify(value);
};
