// Editing JSON values in place, whatever their keys are called.

/** An object or an array of a JSON value. */
export type Container = Record<string, unknown> | unknown[];

/** A place in a JSON value: `holder[key]`. */
export interface Slot {
  readonly holder: Container;
  readonly key: string;
}

/** True for an object and for an array. */
export const isContainer = (value: unknown): value is Container =>
  typeof value === 'object' && value !== null;

/** Sets a property as JSON.parse would: `__proto__` becomes a property like any other. */
export const setProperty = (holder: Container, key: string, value: unknown): void => {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
};

/** Every place in a JSON value, the outer ones first. The value itself is not among them. */
export const slotsOf = (root: unknown): Slot[] => {
  const slots: Slot[] = [];
  const containers = isContainer(root) ? [root] : [];
  for (let holder = containers.shift(); holder !== undefined; holder = containers.shift()) {
    for (const key of Object.keys(holder)) {
      slots.push({ holder, key });
      const value = valueAt({ holder, key });
      if (isContainer(value)) containers.push(value);
    }
  }
  return slots;
};

/** What is in a place. */
export const valueAt = ({ holder, key }: Slot): unknown =>
  Object.getOwnPropertyDescriptor(holder, key)?.value;

/** Stands for a piece of JSON text that no value of JavaScript has: `1e400`, `-0`, a number of 40 digits. */
const RAW = '\u0001raw:';

/** A value that {@link printJson} prints as exactly this text. */
export const rawJson = (text: string): string => `${RAW}${text}`;

/** JSON text, with {@link rawJson} values in their place. */
export const printJson = (value: unknown): string =>
  (JSON.stringify(value) ?? 'null').replace(/"\\u0001raw:((?:[^"\\]|\\.)*)"/g, (_, text: string) =>
    String(JSON.parse(`"${text}"`)),
  );
