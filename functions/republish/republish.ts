// Splits parked events into calls that the bus takes: PutEvents is bounded by entries and by bytes.
import type { BusEvent } from '../contract/events';
import type { AuthenticNotification } from '../ingest/ingest';

/** Most entries of one PutEvents call. */
export const MAX_ENTRIES = 10;
/** Most bytes of one PutEvents call: 256 KiB, which every region takes. */
export const MAX_BYTES = 262_144;

/** An event with the message that it waited in. */
export interface ParkedMessage {
  readonly messageId: string;
  readonly event: BusEvent;
  /** The notification of a request that waited for a secret; absent for an event that was parked as one. */
  readonly accepted?: AuthenticNotification;
}

/** The size of an entry as EventBridge counts it: 14 bytes for a time, and the UTF-8 of each string. */
export const entryBytes = ({ source, detailType, time, detail }: BusEvent): number =>
  (time === undefined ? 0 : 14) +
  Buffer.byteLength(source) +
  Buffer.byteLength(detailType) +
  Buffer.byteLength(detail);

/** Splits messages, in order, into groups of one PutEvents call each. One that is too large goes alone. */
export const splitIntoCalls = (messages: readonly ParkedMessage[]): ParkedMessage[][] => {
  const calls: ParkedMessage[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const size = entryBytes(message.event);
    const call = calls.at(-1);
    if (call === undefined || call.length === MAX_ENTRIES || bytes + size > MAX_BYTES) {
      calls.push([message]);
      bytes = size;
    } else {
      call.push(message);
      bytes += size;
    }
  }
  return calls;
};
