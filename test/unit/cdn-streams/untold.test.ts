// Fields that senders leave out: the push holds nothing for them, whatever the order.
import { type CdnStream, mergeCdnStream } from '../../../functions/cdn-streams/cdn-stream';
import type { CdnNotification } from '../../../functions/contract/cdn';
import {
  publishFirstFrame,
  publishRequest,
  publishStatus,
  publishStream,
  unpublishStream,
} from '../../helpers/notices';
import { permutationsOf } from '../../helpers/permutations';

const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: [] };
const at = (time: number) => ({ channel: 'show68', stream: 'rtmp://a.example.com/live/x', time });
const [FIRST, SECOND] = [1669111259000, 1669111260000] as const;

/** The item, which is the same whatever the order. */
const always = (notices: readonly CdnNotification[]): CdnStream => {
  const items = permutationsOf(notices).map((order) => {
    let item: CdnStream | undefined;
    for (const one of order) item = { ...mergeCdnStream(item, [one], settings), revision: 1 };
    return item;
  });
  for (const item of items) expect(item).toEqual(items[0]);
  if (items[0] === undefined) throw new Error('no item');
  return items[0];
};

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
