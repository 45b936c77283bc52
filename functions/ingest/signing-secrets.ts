// The signing secrets that are valid now: read from the store seldom, and kept when it fails.
import { isJsonObject } from '../contract/json';
import { Refusal } from '../shared/errors';

/** Where ingest asks for the valid secrets. Empty = none is configured. */
export interface SigningSecrets {
  /**
   * The valid secrets: at once, unless they must be read.
   *
   * @throws Refusal while no read has succeeded yet: whether a secret is configured is not known
   */
  current(): readonly string[] | Promise<readonly string[]>;
  /** The valid secrets after a signature did not match: they may just have been rotated. */
  refreshed(): Promise<readonly string[]>;
}

/** How long a value is used before it is read again, so that a retired secret stops working. */
const SECRET_LIFETIME_MS = 5 * 60_000;
/**
 * The least time between two reads, whatever the traffic: an attacker must not make us call the store. The sender's tries
 * are 10 s apart, so that a secret that was just stored is known in time for the next.
 */
const SECRET_READ_INTERVAL_MS = 10_000;

/**
 * The least time between two reads while none has succeeded yet. The sender tries again after 10 s: a cold
 * environment whose first read failed must not refuse all three of its tries.
 */
const SECRET_RETRY_INTERVAL_MS = 5_000;

/**
 * The secrets in a stored value: one secret, or a JSON array of secrets that are valid together. An empty
 * value, a JSON object and an array that holds anything but non-empty strings are no configuration.
 */
export const parseSigningSecrets = (stored: string): readonly string[] => {
  const value = stored.trim();
  const parsed = parseJson(value);
  if (isJsonObject(parsed)) return [];
  if (!Array.isArray(parsed)) return value === '' ? [] : [value];
  const secrets = parsed.filter((secret): secret is string => typeof secret === 'string' && secret !== '');
  return secrets.length === parsed.length ? secrets : [];
};

const parseJson = (value: string): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
};

/** Reads and caches the signing secrets of one execution environment. */
export class CachedSigningSecrets implements SigningSecrets {
  #secrets: readonly string[] = [];
  #readAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  /**
   * @param read - reads the stored value from the secret store; `undefined` where it has none
   * @param onFailure - told when a read fails; the former value then stays in use
   * @param now - the clock, in milliseconds
   */
  constructor(
    private readonly read: () => Promise<string | undefined>,
    private readonly onFailure: (error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {}

  current(): readonly string[] | Promise<readonly string[]> {
    const fresh = this.#secrets.length > 0 && this.now() - this.#readAt < SECRET_LIFETIME_MS;
    return fresh ? this.#secrets : this.#afterReading();
  }

  async #afterReading(): Promise<readonly string[]> {
    const secrets = await this.refreshed();
    if (this.#neverRead) {
      throw new Refusal(503, 'unavailable', 'the signing secret could not be read: send it again');
    }
    return secrets;
  }

  get #neverRead(): boolean {
    return this.#readAt === Number.NEGATIVE_INFINITY;
  }

  async refreshed(): Promise<readonly string[]> {
    const interval = this.#neverRead ? SECRET_RETRY_INTERVAL_MS : SECRET_READ_INTERVAL_MS;
    if (this.#reading === undefined && this.now() - this.#triedAt >= interval) {
      this.#triedAt = this.now();
      this.#reading = this.#refresh().finally(() => {
        this.#reading = undefined;
      });
    }
    await this.#reading;
    return this.#secrets;
  }

  async #refresh(): Promise<void> {
    try {
      this.#secrets = parseSigningSecrets((await this.read()) ?? '');
      this.#readAt = this.now();
    } catch (error) {
      this.onFailure(error);
    }
  }
}
