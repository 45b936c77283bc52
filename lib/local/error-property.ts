// Properties that Node.js and LevelDB add to their errors.

/** The text in a property of an error (`code`, `syscall`), empty where there is none. */
export const errorProperty = (error: unknown, property: string): string => {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, property);
  return typeof value === 'string' ? value : '';
};
