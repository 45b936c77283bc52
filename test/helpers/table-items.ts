// Items of the tables as the suites compare them: those of one test only, as the oracle states them, in a fixed order.
import { isDeepStrictEqual } from 'node:util';
import type { Notification } from '../../functions/contract/notification';
import { comparable, type Item } from './oracle';
import type { Tables } from './target';

/** The default settings of the stack, which every target has. */
export const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: ['test_webhook'] };

/** Items of some channel sessions and channels only, as the oracle states items, in a fixed order. */
export const itemsOf = (tables: Tables, isMine: (item: Item) => boolean): Record<keyof Tables, Item[]> => {
  const pick = (items: readonly Item[]) =>
    items
      .filter(isMine)
      .map(comparable)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return {
    channelSessions: pick(tables.channelSessions),
    userSessions: pick(tables.userSessions),
    cdnStreams: pick(tables.cdnStreams),
  };
};

/** The keys of an item as one text. */
export const keyOf = ({ channelSId, uSId, channel, stream }: Item): string =>
  JSON.stringify([channelSId, uSId, channel, stream]);

/** True for items of the channels and pushes that the notifications are about. */
export const isAbout = (notifications: readonly Notification[]): ((item: Item) => boolean) => {
  const keys = new Set(
    notifications.map(({ productId, payload }) =>
      productId === 1 ? payload.channelSId : productId === 2 ? payload.stream : payload.sid,
    ),
  );
  return ({ channelSId, stream }) => keys.has(String(stream ?? channelSId));
};

/** An item that is not as it must be, that is missing, or that is too much. */
export interface ItemDifference {
  readonly expected: Item | undefined;
  readonly got: Item | undefined;
}

/** Where a table's items are not as they must be. */
export const itemDifferences = (
  expected: readonly Item[],
  got: readonly Item[],
  isSame: (left: Item | undefined, right: Item | undefined) => boolean = isDeepStrictEqual,
): ItemDifference[] => {
  const [left, right] = [byKey(expected), byKey(got)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((key) => ({ expected: left.get(key), got: right.get(key) }))
    .filter((pair) => !isSame(pair.expected, pair.got));
};

const byKey = (items: readonly Item[]) => new Map(items.map((item) => [keyOf(item), item]));
