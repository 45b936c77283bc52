import type { Notification } from '../../../functions/contract/notification';
import { type DeliveryOptions, planDeliveries, sentAtMs } from '../../../lib/simulator/delivery';
import { generateHistory } from '../../../lib/simulator/history';

const history = generateHistory({
  seed: 3,
  now: Date.UTC(2026, 4, 1, 12),
  channels: 10,
  users: 20,
  streams: 5,
});
const plain: DeliveryOptions = { seed: 3, loss: 0, duplicates: 0, shuffle: false };
const idsOf = (notifications: readonly Notification[]) => notifications.map(({ noticeId }) => noticeId);

describe('planDeliveries', () => {
  it('delivers every notification once and as it is when nothing else is asked', () => {
    const { deliveries, lost } = planDeliveries(history, plain);
    expect(lost).toEqual([]);
    expect(deliveries).toHaveLength(history.length);
    expect(deliveries.every(({ body, notification, resend }) => body === notification && !resend)).toBe(true);
    expect(new Set(deliveries.map(({ notification }) => notification))).toEqual(new Set(history));
  });

  it('is the same for the same seed and another one for another', () => {
    const options = { ...plain, loss: 0.1, duplicates: 0.3, shuffle: true, wild: 0.5 };
    expect(planDeliveries(history, options)).toEqual(planDeliveries(history, options));
    expect(planDeliveries(history, { ...options, seed: 4 })).not.toEqual(planDeliveries(history, options));
  });

  it.each([0, 0.02, 0.5, 1])('loses exactly the fraction %d, and delivers nothing of it', (loss) => {
    const { deliveries, lost } = planDeliveries(history, { ...plain, loss, duplicates: 0.5 });
    expect(lost).toHaveLength(Math.round(history.length * loss));
    const delivered = new Set(idsOf(deliveries.map(({ notification }) => notification)));
    expect(delivered.size).toBe(history.length - lost.length);
    expect(idsOf(lost).filter((id) => delivered.has(id))).toEqual([]);
  });

  it.each([0, 0.1, 1])('delivers exactly the fraction %d of the delivered a second time', (duplicates) => {
    const { deliveries } = planDeliveries(history, { ...plain, loss: 0.1, duplicates });
    const resends = deliveries.filter(({ resend }) => resend);
    const once = deliveries.length - resends.length;
    expect(resends).toHaveLength(Math.round(once * duplicates));
    const ids = idsOf(resends.map(({ notification }) => notification));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('resends the same notice and content at a later time', () => {
    const { deliveries } = planDeliveries(history, { ...plain, duplicates: 1 });
    const originals = new Map(history.map((notification) => [notification.noticeId, notification]));
    for (const { notification } of deliveries.filter(({ resend }) => resend)) {
      const original = originals.get(notification.noticeId);
      expect({ ...notification, notifyMs: 0 }).toEqual({ ...original, notifyMs: 0 });
      expect(notification.notifyMs).toBeGreaterThan(original?.notifyMs ?? Number.NaN);
    }
  });

  it('orders by the time of sending, which is not quite the order of events', () => {
    const { deliveries } = planDeliveries(history, plain);
    const times = deliveries.map(({ notification }) => sentAtMs(notification));
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(deliveries.map(({ notification }) => notification)).not.toEqual(history);
  });

  it('shuffles when asked, and keeps what it shuffles', () => {
    const ordered = planDeliveries(history, plain).deliveries;
    const { deliveries } = planDeliveries(history, { ...plain, shuffle: true });
    expect(deliveries).not.toEqual(ordered);
    expect(new Set(idsOf(deliveries.map(({ notification }) => notification)))).toEqual(
      new Set(idsOf(history)),
    );
    const displaced = deliveries.filter(
      ({ notification }, index) => notification !== ordered[index]?.notification,
    );
    expect(displaced.length).toBeGreaterThan(history.length * 0.9);
  });

  it.each([0, 0.25, 1])('rewrites exactly the fraction %d of the deliveries', (wild) => {
    const { deliveries } = planDeliveries(history, { ...plain, wild });
    const rewritten = deliveries.filter(
      ({ body, notification }) => JSON.stringify(body) !== JSON.stringify(notification),
    );
    expect(rewritten).toHaveLength(Math.round(history.length * wild));
    expect(deliveries.filter((delivery) => delivery.wild)).toEqual(rewritten);
  });

  it('repeats the secret in some wild forms, and in nothing else', () => {
    const withSecret = (options: DeliveryOptions) =>
      planDeliveries(history, options).deliveries.filter(({ body }) =>
        JSON.stringify(body).includes('s3cr3t-x'),
      );
    expect(withSecret({ ...plain, wild: 1, secret: 's3cr3t-x' }).length).toBeGreaterThan(0);
    expect(withSecret({ ...plain, wild: 0, secret: 's3cr3t-x' })).toEqual([]);
    expect(withSecret({ ...plain, wild: 1 })).toEqual([]);
  });

  it('leaves the history as it was', () => {
    const before = JSON.stringify(history);
    planDeliveries(history, { ...plain, loss: 0.1, duplicates: 1, wild: 1, shuffle: true });
    expect(JSON.stringify(history)).toBe(before);
  });
});
