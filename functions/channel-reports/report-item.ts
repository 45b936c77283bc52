// The item of ChannelReports: one life of a channel, counted.
import * as v from 'valibot';
import {
  bookkeeping,
  booleanAttribute,
  numberAttribute,
  stringAttribute,
  timeAttribute,
} from '../shared/item';

/** The counts of one role each, and of all. */
export const onlineCounts = {
  onlineUsers: numberAttribute('stays that are `online` now'),
  onlineBroadcasters: numberAttribute('of these, `broadcaster`'),
  onlineAudience: numberAttribute('of these, `audience`'),
  onlineParticipants: numberAttribute('of these, `participant`'),
};

const countsByLabel = (text: string) => v.pipe(v.record(v.string(), v.number()), v.description(text));

/** What a report says of a life: all of the item but what the store, the index and the recount need. */
export const reportEntries = {
  channelSId: stringAttribute('channel session id: the life that was counted'),
  channelName: stringAttribute("the channel's name"),
  status: v.pipe(v.picklist(['live', 'ended']), v.description("as the channel's")),
  startedAt: v.optional(timeAttribute("the channel's `createdAt`; absent while only its end is known")),
  endedAt: v.optional(timeAttribute("the channel's `destroyedAt`; absent while `live`")),
  startInferred: v.optional(
    booleanAttribute(
      'true where no `channel create` told the start and `startedAt` is inferred; else absent',
    ),
  ),
  endInferred: v.optional(
    booleanAttribute('true where no `channel destroy` told the end and `endedAt` is inferred; else absent'),
  ),
  endReason: v.optional(
    v.pipe(
      v.picklist(['destroyed', 'superseded', 'empty', 'silent']),
      v.description(
        'what ended it: `destroyed` by a notification; else inferred, as `destroyReason` of the channel says; absent while `live`',
      ),
    ),
  ),
  durationSeconds: v.optional(
    numberAttribute('seconds from `startedAt` to `endedAt`; absent unless both are there'),
  ),
  ...onlineCounts,
  peakOnlineUsers: numberAttribute("most stays at once, by the events' times"),
  peakAt: v.optional(timeAttribute('when that was first so; absent where `peakOnlineUsers` is 0')),
  stays: numberAttribute('stays'),
  users: numberAttribute('different users'),
  visits: numberAttribute(
    'stays of one user that overlap or follow one another within 60 s count as one visit',
  ),
  userSeconds: numberAttribute('seconds of all stays that have left and whose join has come'),
  userSecondsByRole: v.pipe(
    v.object({ broadcaster: v.number(), audience: v.number(), participant: v.number() }),
    v.description('the same by the role that the user had, `{broadcaster, audience, participant}`'),
  ),
  leavesByReason: countsByLabel('stays that have left, by `leaveReason`'),
  staysByPlatform: countsByLabel('stays, by `platform`; a stay whose platform nobody told is not in it'),
  curve: v.optional(
    v.pipe(
      v.array(v.array(v.number())),
      v.description(
        'at most 120 of `[seconds since startedAt, broadcasters, audience, participants]`, evenly from start to end; absent while `live` and where no start is known',
      ),
    ),
  ),
  quality: v.pipe(
    v.object({ staysWithoutJoin: v.number(), leavesInferred: v.number() }),
    v.description(
      '`{staysWithoutJoin, leavesInferred}`, counts of stays: how far the figures can be trusted',
    ),
  ),
  basis: numberAttribute(
    'grows with what is known of the life: of two reports of one life the one with the greater `basis` is newer',
  ),
};

/** The item of ChannelReports. */
export const channelReportSchema = v.object({
  ...reportEntries,
  basisAt: timeAttribute('when this `basis` was first counted'),
  endedDay: v.optional(stringAttribute('UTC date of `endedAt`; absent while `live`')),
  told: v.optional(
    v.pipe(
      v.object({ basis: v.optional(v.number()), counts: v.optional(v.object(onlineCounts)) }),
      v.description(
        'what was put on the bus last: `{basis, counts}`, of `Channel Report` and `Channel Count Changed`; absent before the first',
      ),
    ),
  ),
  checkChannelSId: v.optional(stringAttribute('`channelSId` while `checkAt` is there, else absent')),
  checkAt: v.optional(
    numberAttribute(
      'when to look at the life again, in epoch seconds; absent where only a change could matter',
    ),
  ),
  revision: bookkeeping.revision,
  expiresAt: bookkeeping.expiresAt,
});

/** One life of a channel, counted. */
export type ChannelReport = v.InferOutput<typeof channelReportSchema>;
/** The counts of who is online. */
export type OnlineCounts = Pick<ChannelReport, keyof typeof onlineCounts>;
