// The notifications that the bus took: one content for each notice id, as the state model presumes.
import { isDeepStrictEqual } from 'node:util';
import type { Notification } from '../../functions/contract/notification';
import type { FuzzRequest } from './fuzz-request';

/** A notification with the request that brought it. */
export interface Notice {
  readonly notification: Notification;
  readonly request: FuzzRequest;
}

const contentOf = ({ notifyMs: _, ...content }: Notification) => content;

/** Notifications by notice id. */
export class KnownNotices {
  readonly #notices = new Map<string, Notice>();

  /** Takes a notification up. False where its notice id stands for another content. */
  add(notice: Notice): boolean {
    const { noticeId } = notice.notification;
    const known = this.#notices.get(noticeId);
    if (known === undefined) {
      this.#notices.set(noticeId, notice);
      return true;
    }
    return isDeepStrictEqual(contentOf(known.notification), contentOf(notice.notification));
  }

  notifications(): Notification[] {
    return [...this.#notices.values()].map(({ notification }) => notification);
  }

  /** The requests whose notifications are about an item with this key attribute. */
  requestsAbout(keys: readonly unknown[]): FuzzRequest[] {
    return [...this.#notices.values()]
      .filter(({ notification: { productId, payload } }) =>
        keys.includes(
          productId === 1 ? payload.channelSId : productId === 2 ? payload.channel : payload.cname,
        ),
      )
      .map(({ request }) => request);
  }

  clear(): void {
    this.#notices.clear();
  }
}
