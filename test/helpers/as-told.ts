// The tables as they would be without recounts: what was told alone, which the first law speaks of.
import * as v from 'valibot';
import { cdnStreamSchema, inferCdnStreamStop } from '../../functions/cdn-streams/cdn-stream';
import { channelSessionSchema, inferChannelEnd } from '../../functions/rtc-sessions/channel-session';
import { inferUserSessionEnd, userSessionSchema } from '../../functions/rtc-sessions/user-session';
import type { Item } from './oracle';
import { settings } from './table-items';
import type { Tables } from './target';

const OF_ALL_FACTS = Number.POSITIVE_INFINITY;

/**
 * Takes every inferred end out of items as they are stored: recounts run beside the projections of a whole stack.
 * What they infer is held against an oracle of its own, by the property test of the second law.
 */
export const asTold = ({ channelSessions, userSessions, cdnStreams }: Tables): Tables => ({
  channelSessions: channelSessions.map(
    (item): Item => inferChannelEnd(v.parse(channelSessionSchema, item), undefined, OF_ALL_FACTS, settings),
  ),
  userSessions: userSessions.map(
    (item): Item => inferUserSessionEnd(v.parse(userSessionSchema, item), undefined, OF_ALL_FACTS, settings),
  ),
  cdnStreams: cdnStreams.map(
    (item): Item => inferCdnStreamStop(v.parse(cdnStreamSchema, item), undefined, settings),
  ),
});
