// What the parts of the end-to-end suite share: signed requests to a target, and a look at its tables.
import { createHmac, randomUUID } from 'node:crypto';
import type { Notification } from '../../../functions/contract/notification';
import { asTold } from '../as-told';
import { expectedTables, type Item } from '../oracle';
import { isAbout, itemsOf, settings } from '../table-items';
import type { Answer, Tables, Target } from '../target';

export type Json = Record<string, unknown>;

/** Bytes of a body that are taken. */
export const BODY_LIMIT = 65_536;

export const jsonHeaders = { 'Content-Type': 'application/json' };

/** Tables without an item. */
export const nothing = { channelSessions: [], userSessions: [], cdnStreams: [] };

export const bytesOf = (json: unknown): Buffer => Buffer.from(JSON.stringify(json));
export const jsonOf = ({ body }: Answer): unknown => JSON.parse(body);
export const sign = (body: Uint8Array, secret: string, algorithm = 'sha1'): string =>
  createHmac(algorithm, secret).update(body).digest('hex');

export const unique = (): string => randomUUID().replaceAll('-', '').slice(0, 12);
export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** A join in the documented form, in a channel session of its own. */
export const makeJoin = (payload: Json = {}, envelope: Json = {}) => {
  const id = unique();
  const ts = nowSeconds();
  return {
    noticeId: `n-${id}`,
    productId: 1 as const,
    eventType: 103 as const,
    notifyMs: ts * 1000 + 200,
    ...envelope,
    payload: {
      channelName: `room-${id}`,
      uid: 90001,
      platform: 7,
      ts,
      channelSId: `c-${id}`,
      uSId: `u-${id}`,
      ...payload,
    },
  };
};

/** A join in a channel that is ignored. */
export const testJoin = () => makeJoin({ channelName: 'test_webhook', uid: 12121212 });

export const expectAccepted = (answer: Answer, noticeId: unknown): void => {
  expect([answer.status, jsonOf(answer)]).toEqual([200, { status: 'accepted', noticeId }]);
};

/** A target as the suite uses it; it is there while tests run. */
export class BundleClient {
  #target: Target | undefined;
  /** The statuses of all answers so far. */
  readonly statuses = new Set<number>();

  async start(makeTarget: () => Promise<Target>): Promise<void> {
    this.#target = await makeTarget();
  }

  async stop(): Promise<void> {
    await this.#target?.stop();
  }

  get target(): Target {
    if (this.#target === undefined) throw new Error('The target has not been started');
    return this.#target;
  }

  get secret(): string {
    return this.target.secret;
  }

  async send(...request: Parameters<Target['post']>): Promise<Answer> {
    const answer = await this.target.post(...request);
    this.statuses.add(answer.status);
    return answer;
  }

  postSigned(body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send(body, { ...jsonHeaders, 'Ar-Signature': sign(body, this.secret), ...headers });
  }

  postJson(json: unknown): Promise<Answer> {
    return this.postSigned(bytesOf(json));
  }

  async readItems(isMine: (item: Item) => boolean): Promise<Record<keyof Tables, Item[]>> {
    await this.target.settled();
    return itemsOf(asTold(await this.target.readTables()), isMine);
  }

  /** The tables hold exactly what the oracle says of these notifications. */
  async expectTables(documented: readonly Notification[]): Promise<void> {
    const expected = expectedTables(documented, settings, Date.now());
    expect(await this.readItems(isAbout(documented))).toEqual(itemsOf(expected, () => true));
  }
}
