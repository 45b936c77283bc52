// What the tables must hold once nothing is left to be done: the facts, the ends that nobody told, the reports.
import { type ExpectedTables, type OracleSettings, projected } from '../oracle';
import { inferredChannelEnd, inferredStayEnds, inferredStop, type Waiting } from './ends';
import type { Told } from './events';
import type { Item } from './item';
import { cdnStream } from './pushes';
import { channelReport } from './report';
import { channelSession, userSession } from './sessions';

/** All four tables at rest, each in the order of its keys. */
export interface SettledTables extends ExpectedTables {
  readonly channelReports: Item[];
}

/**
 * The items of all four tables after these notifications, once every change has been counted and everything
 * that waited for a time has been looked at.
 *
 * @param notifications - in the documented form; several with one notice id count as one
 * @param waiting - how long it has been quiet, and what that means
 */
export const settledTables = (
  notifications: readonly Told[],
  settings: OracleSettings,
  waiting: Waiting,
): SettledTables => {
  const { lives, pushes } = projected(notifications, settings);
  const shown = lives.map((life) => {
    const end = inferredChannelEnd(life, lives, waiting);
    const channel = channelSession(life, settings, end);
    const stays = life.stays.map((stay) => ({
      stay,
      item: userSession(stay, settings, inferredStayEnds(stay, life, end)),
    }));
    return { life, channel, stays, endedAt: channel.destroyedAt };
  });
  return {
    channelSessions: shown.map(({ channel }) => channel),
    userSessions: shown.flatMap(({ stays }) => stays.map(({ item }) => item)),
    cdnStreams: pushes.map((events) => cdnStream(events, settings, inferredStop(events, shown))),
    channelReports: shown.map(({ channel, stays }) => channelReport(channel, stays)),
  };
};
