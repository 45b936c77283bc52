// The events about reports: what their details hold, and how they are made.
import * as v from 'valibot';
import { type BusEvent, REPORT_SOURCE, reportDetailTypes } from '../contract/events';
import { wireJson } from '../contract/json';
import { timeAttribute } from '../shared/item';
import { type ChannelReport, type OnlineCounts, onlineCounts, reportEntries } from './report-item';

/** The detail of `Channel Report`: the report without what only its keeping needs. */
export const channelReportDetail = v.object(reportEntries);

/** The detail of `Channel Count Changed`. */
export const countChangedDetail = v.object({
  channelSId: reportEntries.channelSId,
  channelName: reportEntries.channelName,
  ...onlineCounts,
  countedAt: timeAttribute('when it was counted'),
  basis: reportEntries.basis,
});

const reportEvent = (detailType: string, time: Date, detail: object): BusEvent => ({
  source: REPORT_SOURCE,
  detailType,
  time,
  detail: wireJson(detail),
});

/** The event that tells a report. */
export const channelReportEvent = (report: ChannelReport, time: Date): BusEvent =>
  reportEvent(reportDetailTypes.channelReport, time, v.parse(channelReportDetail, report));

/** The event that tells who is online. */
export const countChangedEvent = (report: ChannelReport, time: Date): BusEvent =>
  reportEvent(
    reportDetailTypes.countChanged,
    time,
    v.parse(countChangedDetail, { ...report, countedAt: time.toISOString() }),
  );

/** The counts of a report. */
export const countsOf = ({
  onlineUsers,
  onlineBroadcasters,
  onlineAudience,
  onlineParticipants,
}: OnlineCounts): OnlineCounts => ({ onlineUsers, onlineBroadcasters, onlineAudience, onlineParticipants });
