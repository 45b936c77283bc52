// Traffic for the deployed stack: histories as the vendor would deliver them.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notification } from '../../../functions/contract/notification';
import { planDeliveries } from '../../../lib/simulator/delivery';
import { generateHistory } from '../../../lib/simulator/history';
import type { Target } from '../target';
import { signed } from './endpoint';

/** Requests under way at a time. */
const CONNECTIONS = 4;

/** As often as the vendor's sender tries, and as long as it waits between two tries. */
const TRIES = 3;
const PAUSE_MS = 10_000;

/**
 * Posts one notification, signed, as the vendor does: what is not answered 200 is tried again.
 * @throws {Error} when no try is answered 200.
 */
export const postNotice = async (target: Pick<Target, 'post' | 'secret'>, notice: object): Promise<void> => {
  const body = Buffer.from(JSON.stringify(notice));
  for (let tries = 1; ; tries++) {
    const { status, body: answer } = await target.post(body, signed(target.secret, body));
    if (status === 200) return;
    if (tries === TRIES) throw new Error(`expected 200, got ${status} ${answer} for ${body}`);
    await sleep(PAUSE_MS);
  }
};

/** Posts notifications, several at a time, in about this order. */
export const postAll = async (
  target: Pick<Target, 'post' | 'secret'>,
  notices: readonly object[],
): Promise<void> => {
  const waiting = notices.values();
  const worker = async () => {
    for (const notice of waiting) await postNotice(target, notice);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
};

/** Delivers a made-up history, shuffled, a third of it twice and some in wild forms; gives what it consists of. */
export const deliverHistory = async (
  target: Pick<Target, 'post' | 'secret'>,
  { seed, channels, users, streams }: Readonly<Record<'seed' | 'channels' | 'users' | 'streams', number>>,
): Promise<Notification[]> => {
  const history = generateHistory({ seed, now: Date.now(), channels, users, streams });
  const { deliveries } = planDeliveries(history, {
    seed,
    loss: 0,
    duplicates: 0.3,
    shuffle: true,
    wild: 0.3,
    secret: target.secret,
  });
  await postAll(
    target,
    deliveries.map(({ body }) => body),
  );
  return history;
};
