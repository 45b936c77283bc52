// The handler of the CDN projection: folds push notifications into CdnStreams.
import { CDN_PRODUCT_ID, type CdnNotification } from '../contract/cdn';
import { sources } from '../contract/events';
import type { Notification } from '../contract/notification';
import { forEachConcurrently, WRITES_AT_ONCE } from '../shared/concurrency';
import type { ProjectionSettings } from '../shared/item';
import type { Observability } from '../shared/observability';
import {
  type Batch,
  createProjectionHandler,
  type Delivery,
  groupDeliveries,
  notificationsOf,
} from '../shared/projection-handler';
import { type ItemTable, updateItem } from '../shared/projection-store';
import { type CdnStream, mergeCdnStream } from './cdn-stream';

/** What the handler works with. */
export interface CdnStreamsDependencies {
  readonly cdnStreams: ItemTable<CdnStream>;
  readonly settings: ProjectionSettings;
  readonly observability: Observability;
  /**
   * The clock, in Unix milliseconds.
   *
   * @default Date.now
   */
  readonly now?: () => number;
}

const isCdnNotification = (notification: Notification): notification is CdnNotification =>
  notification.productId === CDN_PRODUCT_ID;

const keyOf = ({ payload: { channel, stream } }: CdnNotification) => ({ channel, stream });
/** A key as one string that no other key gives: neither part is cut off at a separator. */
const identityOf = (item: { readonly channel: string; readonly stream: string }): string =>
  JSON.stringify([item.channel, item.stream]);

/** Makes the handler of the CDN projection. */
export const createHandler = ({ cdnStreams, settings, observability, now }: CdnStreamsDependencies) =>
  createProjectionHandler<CdnNotification>({
    source: sources.cdn,
    accepts: isCdnNotification,
    channelOf: ({ payload }) => payload.channel,
    settings,
    observability,
    ...(now && { now }),
    project: async (deliveries: readonly Delivery<CdnNotification>[], batch: Batch) => {
      const pushes = groupDeliveries(deliveries, (notification) => identityOf(notification.payload));
      await batch.step(deliveries, async () => {
        const stored = await cdnStreams.get(
          [...pushes.values()].map(([{ notification }]) => keyOf(notification)),
        );
        const current = new Map(stored.map((item) => [identityOf(item), item]));
        await forEachConcurrently(pushes, WRITES_AT_ONCE, ([identity, group]) =>
          batch.step(group, async () => {
            const notifications = notificationsOf(group);
            const update = await updateItem(
              cdnStreams,
              keyOf(notifications[0]),
              current.get(identity),
              (item) => mergeCdnStream(item, notifications, settings),
            );
            batch.count(group, update);
          }),
        );
      });
    },
  });
