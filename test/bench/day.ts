// The simulator's day: 1,000 channel sessions of 20 users each, some pushes, one notification in ten sent twice.
import type { Notification } from '../../functions/contract/notification';
import { planDeliveries } from '../../lib/simulator/delivery';
import { generateHistory } from '../../lib/simulator/history';

const DAY_MS = 86_400_000;

/** Every delivery of the day, in the order of sending. */
export const simulatedDay = (channels = 1_000): Notification[] => {
  const history = generateHistory({
    seed: 7,
    now: Date.UTC(2026, 4, 1),
    channels,
    users: 20,
    streams: channels / 10,
    spanMs: DAY_MS,
  });
  const { deliveries } = planDeliveries(history, { seed: 7, loss: 0, duplicates: 0.1, shuffle: false });
  return deliveries.map(({ notification }) => notification);
};
