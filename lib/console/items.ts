// What the console needs of the tables' items. Attributes beyond these are kept as they are: a stack may be of
// another version than the console.
import * as v from 'valibot';

const name = v.string();
const time = v.pipe(v.string(), v.isoTimestamp());
const optionalTime = v.optional(time);
const flag = v.optional(v.boolean());
const count = v.optional(v.number());
const counts = v.optional(v.record(v.string(), v.number()));

/** An item of ChannelSessions. */
export const channelItem = v.looseObject({
  channelSId: name,
  channelName: name,
  status: v.picklist(['live', 'ended']),
  createdAt: optionalTime,
  createdInferred: flag,
  destroyedAt: optionalTime,
  destroyInferred: flag,
  destroyReason: v.optional(name),
  durationSeconds: count,
  firstEventAt: time,
});

/** One life of a channel. */
export type ChannelItem = v.InferOutput<typeof channelItem>;

const role = v.picklist(['broadcaster', 'audience', 'participant']);

/** A user's role in a channel. */
export type Role = v.InferOutput<typeof role>;

/** An item of UserSessions. */
export const stayItem = v.looseObject({
  channelSId: name,
  uSId: name,
  channelName: name,
  uid: name,
  status: v.picklist(['online', 'left']),
  role,
  roles: v.optional(v.array(v.looseObject({ role, since: time }))),
  platform: v.optional(name),
  joinedAt: optionalTime,
  leftAt: optionalTime,
  leaveReason: v.optional(name),
  leaveInferred: flag,
  durationSeconds: count,
  firstEventAt: time,
  lastEventAt: time,
});

/** One stay of one user in one channel. */
export type StayItem = v.InferOutput<typeof stayItem>;

/** An item of CdnStreams. */
export const pushItem = v.looseObject({
  channel: name,
  stream: name,
  status: v.optional(v.picklist(['requested', 'publishing', 'interrupted', 'failed', 'stopped'])),
  statusAt: optionalTime,
  statusEvent: v.optional(name),
  requestedAt: optionalTime,
  publishedAt: optionalTime,
  firstFrameAt: optionalTime,
  firstFrameElapsedMs: count,
  firstFrameRetry: flag,
  stoppedAt: optionalTime,
  stopInferred: flag,
  uid: v.optional(name),
  video: v.optional(
    v.looseObject({ codec: v.optional(name), profile: v.optional(name), width: count, height: count }),
  ),
  audio: v.optional(
    v.looseObject({ codec: v.optional(name), profile: v.optional(name), channels: count, sampleRate: count }),
  ),
  lastError: v.optional(
    v.looseObject({ code: v.number(), meaning: name, reason: v.optional(name), event: name, at: name }),
  ),
  firstEventAt: time,
  lastEventAt: time,
});

/** One push of one channel to one address. */
export type PushItem = v.InferOutput<typeof pushItem>;

/** A point of a curve. */
export const curvePoint = v.strictTuple([v.number(), v.number(), v.number(), v.number()]);

/** `[seconds since the start, broadcasters, audience, participants]` */
export type CurvePoint = v.InferOutput<typeof curvePoint>;

/** An item of ChannelReports. Where a life has no report yet, only what its channel tells is there. */
export const reportItem = v.looseObject({
  channelSId: name,
  channelName: name,
  status: v.picklist(['live', 'ended']),
  startedAt: optionalTime,
  endedAt: optionalTime,
  startInferred: flag,
  endInferred: flag,
  endReason: v.optional(name),
  durationSeconds: count,
  onlineUsers: count,
  onlineBroadcasters: count,
  onlineAudience: count,
  onlineParticipants: count,
  peakOnlineUsers: count,
  peakAt: optionalTime,
  stays: count,
  users: count,
  visits: count,
  userSeconds: count,
  userSecondsByRole: counts,
  leavesByReason: counts,
  staysByPlatform: counts,
  curve: v.optional(v.array(curvePoint)),
  quality: v.optional(v.looseObject({ staysWithoutJoin: count, leavesInferred: count })),
});

/** One life of a channel, counted. */
export type ReportItem = v.InferOutput<typeof reportItem>;

/**
 * What a channel's item tells of the report that is not there yet: it is made a few seconds after the channel's
 * first notification.
 */
export const reportOf = (channel: ChannelItem): ReportItem => ({
  channelSId: channel.channelSId,
  channelName: channel.channelName,
  status: channel.status,
  ...(channel.createdAt !== undefined && { startedAt: channel.createdAt }),
  ...(channel.createdInferred && { startInferred: true }),
  ...(channel.destroyedAt !== undefined && { endedAt: channel.destroyedAt }),
  ...(channel.destroyInferred && { endInferred: true }),
  ...(channel.destroyReason !== undefined && { endReason: channel.destroyReason }),
  ...(channel.durationSeconds !== undefined && { durationSeconds: channel.durationSeconds }),
});
