// Small cases, each with no more in it than it needs: whatever came later would mend what went wrong.
import type { Notification } from '../../functions/contract/notification';
import {
  channelNotice,
  joinNotice,
  leaveNotice,
  publishRequest,
  publishStatus,
  publishStream,
  roleNotice,
  unpublishStream,
} from './notices';

/** When histories begin, in Unix seconds. */
export const BEGINNING = 1_669_111_200;

const channel = { channelName: 'show', channelSId: 'c1' };
const at = (ts: number) => ({ ...channel, ts: BEGINNING + ts });
const stay = (uSId: string, ts: number) => ({ ...at(ts), uid: 2, uSId, platform: 7 });
const push = (time: number) => ({
  channel: 'show',
  stream: 'rtmp://a.example.com/live/x',
  time: BEGINNING * 1000 + time,
});
const create = channelNotice('create', 101, at(0));
const join = joinNotice('join', 103, stay('u1', 0));
const leave = leaveNotice('leave', 104, { ...stay('u1', 5), reason: 1 });
const destroy = channelNotice('destroy', 102, at(9));
const laterDestroy = channelNotice('destroy-2', 102, at(20));

/** Sessions and pushes with what may go wrong in them. */
export const wholeHistories: readonly (readonly Notification[])[] = [
  [create, join, destroy],
  [join, destroy],
  [join, leave, destroy],
  [leave, destroy],
  [create, join, destroy, laterDestroy],
  [create, ...['u1', 'u2', 'u3'].map((uSId) => joinNotice(uSId, 105, stay(uSId, 1))), destroy],
  [create, join, joinNotice('join-2', 107, stay('u2', 30)), destroy],
  [join, channelNotice('create-2', 101, at(7)), create],
  [create, joinNotice('renamed', 103, { ...stay('u1', 0), channelName: 'Show' }), destroy],
  [
    roleNotice('a', 111, stay('u1', 1)),
    roleNotice('c', 111, stay('u1', 1)),
    roleNotice('b', 112, stay('u1', 1)),
  ],
  [
    publishStream('c', { ...push(1), code: 200, reason: '', width: 1280 }),
    publishStatus('d', { ...push(1), code: 33, reason: 'gone' }),
    unpublishStream('e', { ...push(1), code: 200, reason: '' }),
  ],
  [
    unpublishStream('a', { ...push(1), code: 200, reason: '' }),
    unpublishStream('c', { ...push(1), code: 200, reason: '' }),
    unpublishStream('b', { ...push(1), code: 456, reason: 'not yours' }),
    publishRequest('d', { ...push(2), uid: '2' }),
  ],
];

const pushed = publishStream('published', { ...push(10), code: 200, reason: '' });
const sameTime = (id: string, width: number) =>
  publishStream(id, { ...push(1), code: 200, reason: '', width });
const askedAgain = publishRequest('asked-again', { ...push(20), uid: '2' });
const refused = publishStream('refused', { ...push(21), code: 454, reason: 'already' });

/** Equal times, so that the order keys decide. */
export const tiedHistories: readonly (readonly Notification[])[] = [
  [sameTime('a', 720), sameTime('c', 720), sameTime('b', 1280)],
  [sameTime('a', 720), sameTime('b', 1280), sameTime('c', 720), sameTime('d', 1280)],
];

/** Second requests, of which any event alone would leave another status. */
export const refusalHistories: readonly (readonly Notification[])[] = [
  [pushed, askedAgain, refused],
  [askedAgain, refused],
  [publishStream('later', { ...push(30), code: 200, reason: '' }), askedAgain, refused],
  [pushed, refused, publishStatus('lost', { ...push(15), code: 33, reason: '' }), askedAgain],
  [pushed, refused, publishStatus('over', { ...push(15), code: 451, reason: '' }), askedAgain],
  [pushed, askedAgain, refused, unpublishStream('stop', { ...push(22), code: 31, reason: '' })],
  [pushed, askedAgain, refused, unpublishStream('stop', { ...push(22), code: 454, reason: '' })],
  [refused, publishRequest('same-ms', { ...push(21), uid: '2' }), pushed],
  [
    publishStream('a', { ...push(21), code: 999, reason: '' }),
    publishStream('b', { ...push(21), code: 200, reason: '' }),
    publishStream('c', { ...push(21), code: 453, reason: '' }),
  ],
];
