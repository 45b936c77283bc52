// What the console's API answers, for its pages and for scripts. Items are those of the tables, with the tables'
// attribute names; publishing keys are masked.
import * as v from 'valibot';
import { failureCodes } from './failure-codes';
import { channelItem, curvePoint, pushItem, reportItem, stayItem } from './items';

/** `page` of what follows; null at the end. */
const next = v.nullable(v.string());

/** A queue whose messages nobody processes. */
export const queueDepth = v.object({
  queue: v.string(),
  /** True for a dead-letter queue; false for one that keeps what could not be put elsewhere. */
  dead: v.boolean(),
  messages: v.number(),
});

/** A queue whose messages nobody processes. */
export type QueueDepth = v.InferOutput<typeof queueDepth>;

/** What is wrong now. */
const trouble = v.variant('kind', [
  v.looseObject({ kind: v.literal('push'), ...pushItem.entries }),
  v.looseObject({ kind: v.literal('channel'), ...reportItem.entries }),
  v.object({ kind: v.literal('queue'), ...queueDepth.entries }),
]);

/** What is wrong now. */
export type Trouble = v.InferOutput<typeof trouble>;

/** `/api/live` */
export const liveAnswer = v.object({
  /** Reports of the live channels, the one with most people first. */
  channels: v.array(reportItem),
  /** Pushes that are requested, publishing or interrupted. */
  pushes: v.array(pushItem),
  /** Reports of the channels that ended last, newest first. */
  ended: v.array(reportItem),
  /** Queues with messages that nobody processes, pushes failed or interrupted, channels ended by inference. */
  troubles: v.array(trouble),
});

/** `/api/live` */
export type LiveAnswer = v.InferOutput<typeof liveAnswer>;

/** `/api/channels/NAME`: reports of the channel's lives, newest first. */
export const channelAnswer = v.object({ lives: v.array(reportItem), next });

/** `/api/channels/NAME` */
export type ChannelAnswer = v.InferOutput<typeof channelAnswer>;

/** In which order the stays of a life are given: `key` is the table's own, which needs no reading of all. */
export const stayOrder = v.picklist(['join', 'length', 'user', 'key']);

/** In which order the stays of a life are given. */
export type StayOrder = v.InferOutput<typeof stayOrder>;

/** `/api/sessions/CHANNELSID` */
export const sessionAnswer = v.object({
  channel: channelItem,
  report: reportItem,
  stays: v.array(stayItem),
  /** The channel's pushes of that time. */
  pushes: v.array(pushItem),
  next,
  order: stayOrder,
});

/** `/api/sessions/CHANNELSID` */
export type SessionAnswer = v.InferOutput<typeof sessionAnswer>;

/** `/api/curves/CHANNELSID` */
export const curveAnswer = v.object({
  startedAt: v.string(),
  curve: v.array(curvePoint),
  /** Whether each change is in it, or only some points. */
  exact: v.boolean(),
});

/** `/api/curves/CHANNELSID` */
export type CurveAnswer = v.InferOutput<typeof curveAnswer>;

/** `/api/users/UID`: newest first. */
export const userAnswer = v.object({ stays: v.array(stayItem), next });

/** `/api/users/UID` */
export type UserAnswer = v.InferOutput<typeof userAnswer>;

/** `/api/find` */
export const findAnswer = v.object({
  /** The channel of that name: its newest life. */
  channels: v.array(reportItem),
  /** The channel session of that id. */
  sessions: v.array(reportItem),
  /** The user of that id: the newest stay. */
  users: v.array(stayItem),
  /** Active pushes whose address has the text in it. */
  pushes: v.array(pushItem),
});

/** `/api/find` */
export type FindAnswer = v.InferOutput<typeof findAnswer>;

/** `/api/source`: the deployed stack; nulls for `npm start`. */
export const sourceAnswer = v.object({ stack: v.nullable(v.string()), region: v.nullable(v.string()) });

/** `/api/source` */
export type SourceAnswer = v.InferOutput<typeof sourceAnswer>;

/** Every answer whose status is not 200. */
export const failureAnswer = v.object({
  error: v.object({ code: v.picklist(failureCodes), message: v.string() }),
});
