// Whether anybody has changed what every object inherits.

const shared = { Object, Array, String, Number, Boolean, Function, Promise, Map, Set, Buffer, Error, RegExp };

/** Every own property of the shared prototypes, by name, with its value or accessors. */
const snapshot = (): Map<string, unknown> => {
  const properties = new Map<string, unknown>();
  for (const [name, { prototype }] of Object.entries(shared)) {
    for (const key of Reflect.ownKeys(prototype)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(prototype, key);
      properties.set(`${name}.prototype.${String(key)}`, descriptor?.value ?? descriptor?.get);
    }
  }
  return properties;
};

/** Takes a snapshot now; the returned function names what has changed since. */
export const watchPrototypes = (): (() => string[]) => {
  const before = snapshot();
  return () => {
    const after = snapshot();
    return [...new Set([...before.keys(), ...after.keys()])].filter(
      (name) => before.has(name) !== after.has(name) || before.get(name) !== after.get(name),
    );
  };
};
