// Fields that senders leave out: the stay says that nobody told, whatever the order.
import { mergeUserSession, type UserSession } from '../../../functions/rtc-sessions/user-session';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { permutationsOf } from '../../helpers/permutations';
import { readUserNotification } from './notifications';

const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: [] };

const notice = (eventType: number, ts: number, noticeId: string, told: Readonly<Record<string, unknown>>) => {
  const {
    platform: _platform,
    reason: _reason,
    ...payload
  } = notificationOf(documentedType(1, eventType), {
    ts,
  }).payload as Record<string, unknown>;
  const { notifyMs: _, ...envelope } = notificationOf(documentedType(1, eventType));
  return readUserNotification({ ...envelope, noticeId, payload: { ...payload, ...told } });
};

const [TEN, ELEVEN, TWELVE] = [1669111200, 1669114800, 1669118400] as const;

/** The item, which is the same whatever the order. */
const always = (notices: readonly ReturnType<typeof notice>[]): UserSession => {
  const items = permutationsOf(notices).map((order) => {
    let item: UserSession | undefined;
    for (const one of order) item = { ...mergeUserSession(item, [one], settings), revision: 1 };
    return item;
  });
  for (const item of items) expect(item).toEqual(items[0]);
  if (items[0] === undefined) throw new Error('no item');
  return items[0];
};

it('a leave without a reason has a reason that says so, and no code', () => {
  const item = always([notice(103, TEN, 'j', { platform: 7 }), notice(104, ELEVEN, 'l', {})]);
  expect(item).toMatchObject({ status: 'left', leaveReason: 'not told', platform: 'Web' });
  expect(item).not.toHaveProperty('leaveReasonCode');
});

it('a later leave that tells no reason takes the earlier one’s away, and the reverse', () => {
  const silentLast = always([notice(104, ELEVEN, 'a', { reason: 2 }), notice(104, TWELVE, 'b', {})]);
  expect(silentLast.leaveReason).toBe('not told');
  expect(silentLast).not.toHaveProperty('leaveReasonCode');
  const silentFirst = always([notice(104, ELEVEN, 'a', {}), notice(104, TWELVE, 'b', { reason: 2 })]);
  expect(silentFirst).toMatchObject({ leaveReason: 'connection timeout', leaveReasonCode: 2 });
});

it('the platform is that of the join that counts, else of the leave that counts; absent where it was not told', () => {
  const leave = notice(104, TWELVE, 'l', { platform: 2, reason: 1 });
  expect(always([leave]).platform).toBe('iOS');
  expect(always([leave, notice(103, TEN, 'j', {})])).not.toHaveProperty('platform');
  expect(always([notice(103, TEN, 'j', {}), notice(103, ELEVEN, 'k', { platform: 7 })])).not.toHaveProperty(
    'platform',
  );
  expect(always([notice(103, TEN, 'j', { platform: 7 }), notice(103, ELEVEN, 'k', {})]).platform).toBe('Web');
  expect(
    always([notice(104, ELEVEN, 'k', { platform: 7 }), notice(104, TWELVE, 'l', {})]),
  ).not.toHaveProperty('platform');
});
