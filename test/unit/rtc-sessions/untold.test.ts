// Fields that senders leave out: the stay says that nobody told, whatever the order.
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { readUserNotification } from './notifications';
import { always } from './stays';

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
