// Notifications of the lives of one channel and of its push, and what the reports made of them.
import { channelNotice, joinNotice, leaveNotice, publishStream } from '../../helpers/notices';
import { BEGIN, BEGIN_MS, type Reported } from '../../helpers/reported';

export const at = (seconds: number): string => new Date(BEGIN_MS + seconds * 1000).toISOString();
let notices = 0;
export const id = () => `n${notices++}`;
export const life = (channelSId: string) => {
  const channel = { channelName: 'show', channelSId };
  const user = (uid: number, uSId: string, seconds: number) => ({
    ...channel,
    uid,
    uSId,
    platform: 7,
    ts: BEGIN + seconds,
  });
  return {
    create: (seconds: number) => channelNotice(id(), 101, { ...channel, ts: BEGIN + seconds }),
    destroy: (seconds: number) => channelNotice(id(), 102, { ...channel, ts: BEGIN + seconds }),
    join: (uid: number, uSId: string, seconds: number) => joinNotice(id(), 103, user(uid, uSId, seconds)),
    watch: (uid: number, uSId: string, seconds: number) => joinNotice(id(), 105, user(uid, uSId, seconds)),
    leave: (uid: number, uSId: string, seconds: number) =>
      leaveNotice(id(), 104, { ...user(uid, uSId, seconds), reason: 1 }),
  };
};
export const push = { channel: 'show', stream: 'rtmp://push.example.com/live/x' };
export const publish = (seconds: number) =>
  publishStream(id(), { ...push, time: BEGIN_MS + seconds * 1000, code: 200, reason: '' });

export const itemsOf = ({ tables }: Reported) => ({
  channels: tables.channelSessions.items(),
  stays: tables.userSessions.items(),
  pushes: tables.cdnStreams.items(),
});
export const detailsOf = ({ events }: Reported) => events.map(({ detail }) => JSON.parse(detail));
