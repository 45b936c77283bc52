// Guards for values that JSON.parse returned.

/** A JSON object. Its keys are the sender's: look only known names up in it. */
export type JsonObject = Record<string, unknown>;

/** True for a JSON object, false for an array and everything else. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True where `value` nests no more than `levels` objects and arrays in one another. Never recurses deeper. */
export const isNestedWithin = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  for (const key in value) {
    if (!isNestedWithin((value as JsonObject)[key], levels - 1)) return false;
  }
  return true;
};

/** A value as an error message shows it: short, and never the content of an object. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (isJsonObject(value)) return 'an object';
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
};
