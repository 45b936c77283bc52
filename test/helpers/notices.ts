// Makes notifications in the documented form, one short function for each shape of payload.
import type { CdnNotification } from '../../functions/contract/cdn';
import type { RtcNotification } from '../../functions/contract/rtc';

type ShapeOf<N, EventType> = Extract<N, { readonly eventType: EventType }>;
type CdnPayload<EventType> = ShapeOf<CdnNotification, EventType>['payload'];

/** Where an RTC event happened and when: `ts` in Unix seconds. */
export interface ChannelPlace {
  readonly channelName: string;
  readonly channelSId: string;
  readonly ts: number;
}

/** Whose RTC event it is. */
export interface UserPlace extends ChannelPlace {
  readonly uid: number | string;
  readonly uSId: string;
}

/** Which push a CDN event is about and when: `time` in Unix milliseconds. */
export interface StreamPlace {
  readonly channel: string;
  readonly stream: string;
  readonly time: number;
}

/** The media fields of a push; each may be left out. */
export type Media = Pick<
  CdnPayload<1>,
  | 'videoCodec'
  | 'videoProfile'
  | 'width'
  | 'height'
  | 'audioCodec'
  | 'audioProfile'
  | 'audioChannels'
  | 'audioSampleRate'
>;

const rtcEnvelope = (noticeId: string, ts: number) => ({
  noticeId,
  productId: 1 as const,
  notifyMs: Math.ceil(ts * 1000) + 180,
});

const cdnEnvelope = (noticeId: string, time: number) => ({
  noticeId,
  productId: 2 as const,
  notifyMs: time + 100,
});

/** 101 channel create, 102 channel destroy. */
export const channelNotice = (
  noticeId: string,
  eventType: 101 | 102,
  payload: ChannelPlace,
): RtcNotification => ({ ...rtcEnvelope(noticeId, payload.ts), eventType, payload });

/** 103, 105, 107: a user joins. */
export const joinNotice = (
  noticeId: string,
  eventType: 103 | 105 | 107,
  payload: UserPlace & { readonly platform?: number },
): RtcNotification => ({ ...rtcEnvelope(noticeId, payload.ts), eventType, payload });

/** 104, 106, 108: a user leaves. */
export const leaveNotice = (
  noticeId: string,
  eventType: 104 | 106 | 108,
  payload: UserPlace & { readonly platform?: number; readonly reason?: number },
): RtcNotification => ({ ...rtcEnvelope(noticeId, payload.ts), eventType, payload });

/** 111 client role change to broadcaster, 112 to audience. */
export const roleNotice = (noticeId: string, eventType: 111 | 112, payload: UserPlace): RtcNotification => ({
  ...rtcEnvelope(noticeId, payload.ts),
  eventType,
  payload,
});

/** 1 Publish Stream. */
export const publishStream = (
  noticeId: string,
  payload: StreamPlace & Media & { readonly code: number; readonly reason?: string },
): CdnNotification => ({
  ...cdnEnvelope(noticeId, payload.time),
  eventType: 1,
  payload: { ...payload, event: 'PublishStream' },
});

/** 2 Unpublish Stream. */
export const unpublishStream = (
  noticeId: string,
  payload: StreamPlace & { readonly code: number; readonly reason?: string },
): CdnNotification => ({
  ...cdnEnvelope(noticeId, payload.time),
  eventType: 2,
  payload: { ...payload, event: 'UnpublishStream' },
});

/** 3 Publish Status. */
export const publishStatus = (
  noticeId: string,
  payload: StreamPlace & { readonly code: number; readonly reason?: string },
): CdnNotification => ({
  ...cdnEnvelope(noticeId, payload.time),
  eventType: 3,
  payload: { ...payload, event: 'PublishStatus' },
});

/** 4 Update Transcoding. */
export const updateTranscoding = (
  noticeId: string,
  payload: StreamPlace & Media & { readonly code: number; readonly reason?: string },
): CdnNotification => ({
  ...cdnEnvelope(noticeId, payload.time),
  eventType: 4,
  payload: { ...payload, event: 'UpdateTranscoding' },
});

/** 5 Publish Request. `code` is no documented field of it: senders may add one, and it means nothing. */
export const publishRequest = (
  noticeId: string,
  payload: StreamPlace & { readonly uid?: string; readonly code?: number },
): CdnNotification => ({
  ...cdnEnvelope(noticeId, payload.time),
  eventType: 5,
  payload: { ...payload, event: 'PublishRequest' },
});

/** 6 Publish First Frame. `code` as for {@link publishRequest}. */
export const publishFirstFrame = (
  noticeId: string,
  payload: StreamPlace & {
    readonly uid?: string;
    readonly elapse?: number;
    readonly retry?: boolean;
    readonly code?: number;
  },
): CdnNotification => ({
  ...cdnEnvelope(noticeId, payload.time),
  eventType: 6,
  payload: { ...payload, event: 'PublishFirstFrame' },
});
