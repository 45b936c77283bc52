// Notifications of made-up channels, for benches that need a certain number of users.
import type { RtcNotification } from '../../functions/contract/rtc';

const START = 1_767_225_600;

let notices = 0;

const envelope = () => ({
  noticeId: `4f0c6a6e-9b1d-4f7e-8a55-${String(++notices).padStart(12, '0')}`,
  notifyMs: START * 1000 + 500,
  productId: 1 as const,
});

/** The n-th channel's notifications. */
export const channel = (n: number) => {
  const names = {
    channelName: `room-${n}`,
    channelSId: `7d0a2c44-1be0-4b3f-9f60-${String(n).padStart(12, '0')}`,
  };
  const stay = (user: number) => ({
    ...names,
    uid: 100_000 + user,
    platform: 1,
    uSId: `c2b7f8de-51a9-4c1e-8d11-${String(user).padStart(12, '0')}`,
  });
  return {
    create: (): RtcNotification => ({ ...envelope(), eventType: 101, payload: { ...names, ts: START } }),
    join: (user: number): RtcNotification => ({
      ...envelope(),
      eventType: 105,
      payload: { ...stay(user), ts: START + 1 },
    }),
    leave: (user: number): RtcNotification => ({
      ...envelope(),
      eventType: 106,
      payload: { ...stay(user), ts: START + 60, reason: 1 },
    }),
    destroy: (): RtcNotification => ({
      ...envelope(),
      eventType: 102,
      payload: { ...names, ts: START + 3600 },
    }),
  };
};
