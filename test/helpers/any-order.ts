// The item that comes of notifications, which must be the same in whatever order they come and however often.
import type { Retention } from '../../functions/shared/item';
import { permutationsOf } from './permutations';

/** Makes what folds notifications into one item, of a product's merge. */
export const folding = <Notification, Content extends { readonly asOf: object }>(
  merge: (
    current: (Content & { readonly revision: number }) | undefined,
    notifications: readonly [Notification, ...Notification[]],
    settings: Retention,
  ) => Content,
  settings: Retention,
) => {
  /** What a merge returned, as it is stored. Frozen: a merge changes no item that it was given. */
  const kept = (content: Content): Content & { readonly revision: number } => {
    Object.freeze(content.asOf);
    return Object.freeze({ ...content, revision: 1 });
  };
  const batch = ([first, ...rest]: readonly Notification[]) => {
    if (first === undefined) throw new Error('no notification');
    return kept(merge(undefined, [first, ...rest], settings));
  };

  /** The stored item after notifications came one by one. */
  const stored = ([first, ...rest]: readonly Notification[]) => {
    if (first === undefined) throw new Error('no notification');
    return rest.reduce(
      (item, next) => kept(merge(item, [next], settings)),
      kept(merge(undefined, [first], settings)),
    );
  };

  /** The item, which is the same whatever the order, one by one and in one batch, and with everything twice. */
  const always = (notifications: readonly Notification[]) => {
    const expected = stored(notifications);
    for (const order of permutationsOf(notifications)) {
      const twice = [...order, ...order];
      for (const item of [stored(order), stored(twice), batch(order), batch(twice)])
        expect(item).toEqual(expected);
    }
    return expected;
  };

  return { stored, always };
};
