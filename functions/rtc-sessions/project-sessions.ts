// One batch of real-time communication: channels and stays are written first, then each side looks at the other.
// Whichever of a stay and its channel's end comes second sees the other, so no stay outlives its channel.
import type { RtcNotification } from '../contract/rtc';
import { forEachConcurrently, WRITES_AT_ONCE } from '../shared/concurrency';
import { ItemGone, OutOfTime } from '../shared/errors';
import type { ProjectionSettings } from '../shared/item';
import { type Batch, type Delivery, groupDeliveries, notificationsOf } from '../shared/projection-handler';
import { type ItemTable, updateFacts } from '../shared/projection-store';
import { type ChannelSession, DESTROY, mergeChannelSession, toldDestroyedAt } from './channel-session';
import {
  closeUserSession,
  isUserNotification,
  mergeUserSession,
  type UserNotification,
  type UserSession,
} from './user-session';

/** The tables of the projection, and how long items stay. */
export interface SessionTables {
  readonly channelSessions: ItemTable<ChannelSession>;
  readonly userSessions: ItemTable<UserSession>;
  readonly settings: ProjectionSettings;
}

/** With less than this left, a destroy hands its message back; redelivery goes on with the stays still open. */
const CLOSING_RESERVE_MS = 5_000;

type Group<N extends RtcNotification> = [Delivery<N>, ...Delivery<N>[]];

const channelKey = (channelSId: string) => ({ channelSId });
const stayKey = ({ channelSId, uSId }: { readonly channelSId: string; readonly uSId: string }) => ({
  channelSId,
  uSId,
});
const isDestroy = ({ notification }: Delivery<RtcNotification>): boolean =>
  notification.eventType === DESTROY;
/** A stay's key as one string that no other stay gives. */
const stayIdentity = (stay: { readonly channelSId: string; readonly uSId: string }): string =>
  JSON.stringify([stay.channelSId, stay.uSId]);

/** Folds a batch of deliveries into the two tables and tells the batch what failed. */
export const projectSessions = async (
  deliveries: readonly Delivery<RtcNotification>[],
  batch: Batch,
  tables: SessionTables,
): Promise<void> => {
  const ofUsers: Delivery<UserNotification>[] = [];
  const ofChannels: Delivery<RtcNotification>[] = [];
  for (const { messageId, notification } of deliveries) {
    if (isUserNotification(notification)) ofUsers.push({ messageId, notification });
    else ofChannels.push({ messageId, notification });
  }
  await projectChannels(ofChannels, batch, tables);
  await projectStays(ofUsers, batch, tables);
};

const projectChannels = async (
  deliveries: readonly Delivery<RtcNotification>[],
  batch: Batch,
  tables: SessionTables,
): Promise<void> => {
  if (deliveries.length === 0) return;
  const channels = groupDeliveries(deliveries, ({ payload }) => payload.channelSId);
  await batch.step(deliveries, async () => {
    const current = await readChannels(channels.keys(), tables);
    await forEachConcurrently(channels, WRITES_AT_ONCE, ([channelSId, group]) =>
      batch.step(group, async () => {
        const channel = await foldIntoChannel(channelSId, current.get(channelSId), group, batch, tables);
        // Also where nothing changed: the message may be here again because a crash came before this step.
        const destroyedAt = toldDestroyedAt(channel);
        if (destroyedAt !== undefined && group.some(isDestroy)) {
          await closeStays(channelSId, destroyedAt, group, batch, tables);
        }
      }),
    );
  });
};

const projectStays = async (
  deliveries: readonly Delivery<UserNotification>[],
  batch: Batch,
  tables: SessionTables,
): Promise<void> => {
  if (deliveries.length === 0) return;
  const { userSessions, settings } = tables;
  const stays = groupDeliveries(deliveries, ({ payload }) => stayIdentity(payload));
  const written = new Map<string, UserSession>();
  await batch.step(deliveries, async () => {
    const stored = await userSessions.get(
      [...stays.values()].map(([{ notification }]) => stayKey(notification.payload)),
    );
    const current = new Map(stored.map((stay) => [stayIdentity(stay), stay]));
    await forEachConcurrently(stays, WRITES_AT_ONCE, ([identity, group]) =>
      batch.step(group, async () => {
        const notifications = notificationsOf(group);
        const update = await updateFacts(
          userSessions,
          stayKey(notifications[0].payload),
          current.get(identity),
          (stay) => mergeUserSession(stay, notifications, settings),
        );
        batch.count(group, update);
        written.set(identity, update.item);
      }),
    );
  });

  // Only now, with the stays written, may their channels be read.
  const sound = deliveries.filter(({ messageId }) => !batch.failures.has(messageId));
  if (sound.length === 0) return;
  const channels = groupDeliveries(sound, ({ payload }) => payload.channelSId);
  await batch.step(sound, async () => {
    const current = await readChannels(channels.keys(), tables);
    await forEachConcurrently(channels, WRITES_AT_ONCE, ([channelSId, group]) =>
      batch.step(group, async () => {
        const channel = await foldIntoChannel(channelSId, current.get(channelSId), group, batch, tables);
        const destroyedAt = toldDestroyedAt(channel);
        if (destroyedAt === undefined) return;
        const ended = groupDeliveries(group, ({ payload }) => stayIdentity(payload));
        await forEachConcurrently(ended, WRITES_AT_ONCE, ([identity, ofStay]) =>
          batch.step(ofStay, async () => {
            const stay = written.get(identity);
            if (stay !== undefined) await closeStay(stay, destroyedAt, ofStay, batch, tables);
          }),
        );
      }),
    );
  });
};

const readChannels = async (
  channelSIds: Iterable<string>,
  { channelSessions }: SessionTables,
): Promise<Map<string, ChannelSession>> => {
  const channels = await channelSessions.get([...channelSIds].map(channelKey));
  return new Map(channels.map((channel) => [channel.channelSId, channel]));
};

const foldIntoChannel = async <N extends RtcNotification>(
  channelSId: string,
  current: ChannelSession | undefined,
  group: Group<N>,
  batch: Batch,
  { channelSessions, settings }: SessionTables,
): Promise<ChannelSession> => {
  const notifications = notificationsOf<RtcNotification>(group);
  const update = await updateFacts(channelSessions, channelKey(channelSId), current, (channel) =>
    mergeChannelSession(channel, notifications, settings),
  );
  batch.count(group, update);
  return update.item;
};

const closeStays = async (
  channelSId: string,
  destroyedAt: string,
  group: Group<RtcNotification>,
  batch: Batch,
  tables: SessionTables,
): Promise<void> => {
  for await (const page of tables.userSessions.query(channelSId)) {
    await forEachConcurrently(page, WRITES_AT_ONCE, async (stay) => {
      if (batch.remainingMs() < CLOSING_RESERVE_MS) {
        throw new OutOfTime('The time is up before every stay of the channel was closed: redelivery goes on');
      }
      await closeStay(stay, destroyedAt, group, batch, tables);
    });
  }
};

const closeStay = async (
  stay: UserSession,
  destroyedAt: string,
  group: Group<RtcNotification>,
  batch: Batch,
  { userSessions, settings }: SessionTables,
): Promise<void> => {
  const update = await updateFacts(userSessions, stayKey(stay), stay, (current) => {
    if (current === undefined) throw new ItemGone('A stay was deleted while its channel ended');
    return closeUserSession(current, destroyedAt, settings);
  });
  batch.count(group, update);
};
