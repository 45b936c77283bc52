// The line of metrics about an accepted notification.
import { sources } from '../contract/events';
import type { MetricLine } from '../shared/observability';
import { type AuthenticNotification, logged } from './ingest';

/** @param parked - whether it waits in the parking queue: the bus did not take it */
export const acceptedLine = (
  { event, noticeId, channel, issues }: AuthenticNotification,
  parked: boolean,
  requestId: string | undefined,
): MetricLine => ({
  values: {
    Accepted: 1,
    ...(event.source === sources.unrecognized && { Unrecognized: 1 }),
    ...(parked && { Parked: 1 }),
  },
  dimensions: { source: event.source },
  metadata: {
    requestId,
    noticeId: logged(noticeId),
    channel,
    detailType: event.detailType,
    // Paths only: a message quotes what was sent, and a stream's address carries its key.
    ...(issues.length > 0 && { issues: issues.map(({ path }) => path).join(' ') }),
  },
});
