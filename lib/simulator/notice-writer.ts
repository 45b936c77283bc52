// What every notification of a history shares: notice ids, sending times, and ids that occur once.
import { Random } from './random';

/** Gives each notification its envelope, and channels and users their session ids. */
export class NoticeWriter {
  readonly #random: Random;
  readonly #taken = new Set<string>();
  #count = 0;

  /**
   * @param seed - the history's seed
   * @param now - the history's end in Unix milliseconds: histories with the same seed but another end must
   *   not share ids, since a notice id stands for one content
   */
  constructor(seed: number, now: number) {
    this.#random = new Random(seed, now);
  }

  /** A new notice id and the time of sending, shortly after the event; `atMs` is the event's time. */
  envelope(atMs: number): { noticeId: string; notifyMs: number } {
    const random = this.#random;
    const variant = random.pick(['8', '9', 'a', 'b']);
    const serial = (this.#count++).toString(16).padStart(12, '0');
    return {
      // In the form of a UUID. It begins at random, so ids do not sort by time; its end makes it unique.
      noticeId: `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-${variant}${random.hex(3)}-${serial}`,
      notifyMs: atMs + random.integer(30, 1_900),
    };
  }

  /** A session id that the history has nowhere else. */
  sessionId(): string {
    let id = this.#random.hex(12);
    while (this.#taken.has(id)) id = this.#random.hex(12);
    this.#taken.add(id);
    return id;
  }

  /** A key of an RTMP address. */
  streamKey(): string {
    return this.#random.hex(16);
  }
}
