// productId 3, cloud recording (云端录制): what is known of its notifications. The vendor's page of them is not public, so
// the contract is loose: the names are those of the protocol's older twin, and little is needed.
import * as v from 'valibot';
import {
  anyObject,
  defineNotification,
  defineOtherNotification,
  integer,
  keyText,
  PARTITION_KEY_BYTES,
  text,
  unixMilliseconds,
} from './fields';

/** The vendor's product number of cloud recording. */
export const RECORDING_PRODUCT_ID = 3;

/** The name of an event whose type is none of the known ones. */
export const OTHER_RECORDING_EVENT = 'recording event';

const payload = v.object({
  sid: keyText('recording session id', PARTITION_KEY_BYTES),
  sendts: unixMilliseconds('Unix milliseconds of the event'),
  cname: v.optional(text('channel name')),
  uid: v.optional(text("the recorder's user id")),
  sequence: v.optional(integer('number of the notification within the recording session')),
  serviceType: v.optional(integer('what tells it: 0 service, 1 recorder, 2 uploader, 4 extension')),
  details: v.optional(
    anyObject(
      'what the event has to say; in its `fileList`, which may be empty, each file is named by `fileName`',
    ),
  ),
});

const named = <const EventType extends number, const EventName extends string>(
  eventType: EventType,
  eventName: EventName,
  meaning: string,
) => defineNotification({ productId: RECORDING_PRODUCT_ID, eventType, eventName, meaning, payload });

/** Every notification type of cloud recording: the known ones, then all others. */
export const recordingNotificationTypes = [
  named(1, 'cloud recording error', 'An error occurred during the recording.'),
  named(2, 'warning', 'A warning occurred during the recording.'),
  named(3, 'status update', "The recording service's status changed."),
  named(4, 'file infos', "The recording's index file was made."),
  named(11, 'session exit', 'The recording service left the recording session.'),
  named(12, 'session failover', 'The recording service moved to another server, with a new session.'),
  named(30, 'uploader started', 'The upload of the files began.'),
  named(31, 'uploaded', 'All files were uploaded to the storage; their list may be empty.'),
  named(32, 'backuped', 'All files were uploaded, some of them to the backup storage only.'),
  named(33, 'uploading progress', 'How far the upload is.'),
  named(40, 'recorder started', 'The recording began.'),
  named(41, 'recorder leave', 'The recorder left the channel.'),
  named(42, 'recorder slice start', 'A new slice of the recording began.'),
  named(43, 'audio stream state changed', "A recorded audio stream's state changed."),
  named(44, 'video stream state changed', "A recorded video stream's state changed."),
  named(45, 'snapshot file', 'A snapshot was taken and uploaded.'),
  named(60, 'vod started', 'The upload to video on demand began.'),
  named(61, 'vod triggered', 'All files were uploaded to video on demand.'),
  named(70, 'web recorder started', 'The recording of a web page began.'),
  named(71, 'web recorder stopped', 'The recording of a web page stopped.'),
  named(72, 'web recorder capability limit', 'The recorded web page needs what the recorder cannot do.'),
  named(73, 'web recorder reload', 'The recorded web page was loaded again.'),
  named(90, 'download failed', 'Files of the recording could not be downloaded.'),
  named(100, 'rtmp publish status', 'The status of pushing a recorded web page to CDN.'),
  named(1001, 'postpone transcode final result', 'The result of transcoding after the recording.'),
  defineOtherNotification({
    productId: RECORDING_PRODUCT_ID,
    eventName: OTHER_RECORDING_EVENT,
    meaning: 'Anything else that happened to a recording.',
    payload,
  }),
] as const;

/** A notification of cloud recording in the documented form. */
export type RecordingNotification = v.InferOutput<(typeof recordingNotificationTypes)[number]['schema']>;
