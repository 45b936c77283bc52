// What the end-to-end suite needs of a running bundle, wherever it runs.
import type { Item } from './oracle';

/** The answer to a request. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** All items of the three tables, in any order, as plain values. */
export interface Tables {
  readonly channelSessions: readonly Item[];
  readonly userSessions: readonly Item[];
  readonly cdnStreams: readonly Item[];
}

/** A running bundle. */
export interface Target {
  readonly name: string;
  /** The signing secret that is valid now. */
  readonly secret: string;
  /**
   * Sends one request and waits for its answer.
   *
   * @param method - `POST` by default; a `GET` or `HEAD` is sent without the body
   * @param path - `/notifications` by default
   */
  post(
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
    method?: string,
    path?: string,
  ): Promise<Answer>;
  /** Waits until everything that was accepted is in the tables. */
  settled(): Promise<void>;
  readTables(): Promise<Tables>;
  /** Ends what was started for the suite. */
  stop(): Promise<void>;
}
