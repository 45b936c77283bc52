// What an event on the bus is. Sources, detail types and patterns are defined here and nowhere else.
import { CDN_PRODUCT_ID } from './cdn';
import { EARLIEST_MS, LATEST_MS } from './fields';
import { asDoubles, wireJson } from './json';
import { type Envelope, type Issue, occurredAtMs, readNotification } from './notification';
import { RECORDING_PRODUCT_ID } from './recording';
import { RTC_PRODUCT_ID } from './rtc';

export { occurredAtMs } from './notification';

/** The `Source` of an event, by category. */
export const sources = {
  rtc: 'anyrtc.rtc',
  cdn: 'anyrtc.cdn',
  recording: 'anyrtc.recording',
  unrecognized: 'anyrtc.unrecognized',
} as const;

/** The category of an event. */
export type Source = (typeof sources)[keyof typeof sources];

/** The `Source` of what follows from the tables: no notification, so it is neither archived nor projected. */
export const REPORT_SOURCE = 'anyrtc.report';
/** The `DetailType`s of the source {@link REPORT_SOURCE}. */
export const reportDetailTypes = {
  channelReport: 'Channel Report',
  countChanged: 'Channel Count Changed',
} as const;

/** The category of a product's events. */
export const sourceByProduct = {
  [RTC_PRODUCT_ID]: sources.rtc,
  [CDN_PRODUCT_ID]: sources.cdn,
  [RECORDING_PRODUCT_ID]: sources.recording,
} as const;

/** The `DetailType` of an event that the contract does not accept; for the others it is the vendor's event_name. */
export const UNRECOGNIZED_DETAIL_TYPE = 'Unrecognized Notification';

/**
 * The events of one product, those among them that the contract did not accept when they came: the projection reads
 * them by the contract that is deployed when they come again. A sender may have written the number as a string.
 */
const patternOf = (source: Source, productId: number) => ({
  source: [source, sources.unrecognized],
  detail: { productId: [productId, String(productId)] },
});

/** The patterns of the rules that feed the projections. Exact values only. */
export const eventPatterns = {
  rtc: patternOf(sources.rtc, RTC_PRODUCT_ID),
  cdn: patternOf(sources.cdn, CDN_PRODUCT_ID),
};

/** One event as it is put on the bus. */
export interface BusEvent {
  readonly source: Source | typeof REPORT_SOURCE;
  readonly detailType: string;
  /** When it happened; absent where an unrecognized notification tells no possible time. */
  readonly time?: Date;
  /** The detail as JSON: a notification in the documented form, an unrecognized one with its `issues`; or a report. */
  readonly detail: string;
}

/** The event of an authentic notification: by category where the contract accepts it, else unrecognized. */
export const toBusEvent = (envelope: Envelope): BusEvent & { readonly issues: readonly Issue[] } => {
  const reading = readNotification(envelope);
  if (reading.recognized) {
    const { type, notification } = reading;
    return {
      source: sourceByProduct[type.productId],
      detailType: type.eventName,
      time: new Date(occurredAtMs(notification)),
      detail: wireJson(envelope),
      issues: [],
    };
  }
  const { notifyMs } = asDoubles(envelope);
  const { issues } = reading;
  return {
    source: sources.unrecognized,
    detailType: UNRECOGNIZED_DETAIL_TYPE,
    ...(isPossibleTime(notifyMs) && { time: new Date(notifyMs) }),
    detail: wireJson({ ...envelope, issues }),
    issues,
  };
};

const isPossibleTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= EARLIEST_MS && value <= LATEST_MS;
