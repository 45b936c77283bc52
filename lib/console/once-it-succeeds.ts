// Makes a thing once, and tries again where that failed.

/** Makes a thing once; where that fails, the next one who asks tries again. */
export const onceItSucceeds = <Thing>(make: () => Promise<Thing>): (() => Promise<Thing>) => {
  let made: Promise<Thing> | undefined;
  return async () => {
    made ??= make();
    try {
      return await made;
    } catch (error) {
      made = undefined;
      throw error;
    }
  };
};
