// The function: announces a broadcaster once, however often the event comes.
import { createHash } from 'node:crypto';
import type { EventOf } from 'anyrtc-notifications/events';

/** The event that the rule hands over. */
export type BroadcasterJoined = EventOf<'broadcaster join channel'>;

/** A message for the queue of announcements. */
export interface Announcement {
  readonly body: string;
  /** The queue drops a second message with the same one within five minutes. */
  readonly deduplicationId: string;
  /** The queue keeps the messages of one group in order. */
  readonly groupId: string;
}

/** A vendor's id as SQS takes one: any text could be in it, and of any length. */
const sqsId = (id: string): string => createHash('sha256').update(id).digest('hex');

/** Makes the function's handler. */
export const createHandler =
  (send: (announcement: Announcement) => Promise<void>) =>
  async ({ time, detail: { noticeId, payload } }: BroadcasterJoined): Promise<void> => {
    const { channelName, channelSId, uid } = payload;
    await send({
      body: JSON.stringify({ channelName, uid, since: time }),
      // Delivery is at least once: a resend keeps the notice id.
      deduplicationId: sqsId(noticeId),
      groupId: sqsId(channelSId),
    });
  };
