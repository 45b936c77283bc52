// Messages as a projection's queue delivers them, and an observer that keeps what it is told.
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { MetricLine, Observability } from '../../functions/shared/observability';

/** A message that holds an event as the bus hands it over. */
export const messageOf = (messageId: string, detail: unknown): SQSRecord =>
  rawMessage(messageId, JSON.stringify({ version: '0', source: 'anyrtc.rtc', 'detail-type': 'x', detail }));

/**
 * A message with any body.
 *
 * @param receives - how often it has been received, this time included
 */
export const rawMessage = (messageId: string, body: string, receives = 1): SQSRecord => ({
  messageId,
  receiptHandle: messageId,
  body,
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: '1767225600000',
    SenderId: 'events.amazonaws.com',
    ApproximateFirstReceiveTimestamp: '1767225600000',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue',
  awsRegion: 'us-east-1',
});

/** A batch of messages. */
export const batchOf = (...Records: SQSRecord[]): SQSEvent => ({ Records });

/** What was logged: a message and its details. */
export type LogLine = readonly [message: string, details: Readonly<Record<string, unknown>>];

/** An observer that keeps everything. */
export const recordingObservability = () => {
  const lines: MetricLine[] = [];
  const warnings: LogLine[] = [];
  const errors: LogLine[] = [];
  const observability: Observability = {
    emit: (line) => void lines.push(line),
    warn: (message, details) => void warnings.push([message, details]),
    error: (message, details) => void errors.push([message, details]),
  };
  return { observability, lines, warnings, errors };
};
