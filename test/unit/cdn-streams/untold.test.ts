// Fields that senders leave out: the push holds nothing for them, whatever the order.
import {
  publishFirstFrame,
  publishRequest,
  publishStatus,
  publishStream,
  unpublishStream,
} from '../../helpers/notices';
import { always } from './pushes';

const at = (time: number) => ({ channel: 'show68', stream: 'rtmp://a.example.com/live/x', time });
const [FIRST, SECOND] = [1669111259000, 1669111260000] as const;

it('a failure without a reason', () => {
  const item = always([publishStream('a', { ...at(FIRST), code: 31 })]);
  expect(item).toMatchObject({ status: 'failed' });
  expect(item.lastError).toEqual({
    code: 31,
    meaning: 'RTMP connect failed',
    event: 'PublishStream',
    at: '2022-11-22T10:00:59.000Z',
  });
  const both = [
    publishStatus('a', { ...at(FIRST), code: 33, reason: 'gone' }),
    unpublishStream('b', { ...at(SECOND), code: 456 }),
  ];
  expect(always(both).lastError).not.toHaveProperty('reason');
});

it('a request without a user takes the earlier one’s away, and the reverse', () => {
  const named = publishRequest('a', { ...at(FIRST), uid: '7' });
  expect(always([named, publishRequest('b', at(SECOND))])).not.toHaveProperty('uid');
  expect(always([publishRequest('b', at(FIRST)), publishRequest('a', { ...at(SECOND), uid: '7' })]).uid).toBe(
    '7',
  );
});

it('a first frame without elapse and retry takes the earlier one’s away', () => {
  const item = always([
    publishFirstFrame('a', { ...at(FIRST), uid: '7', elapse: 950, retry: false }),
    publishFirstFrame('b', at(SECOND)),
  ]);
  expect(item).toMatchObject({ status: 'publishing', firstFrameAt: '2022-11-22T10:01:00.000Z' });
  expect(item).not.toHaveProperty('firstFrameElapsedMs');
  expect(item).not.toHaveProperty('firstFrameRetry');
});
