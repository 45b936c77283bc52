// The sixteen notification types as the vendor's page lists them, typed from there and not from the contract.

/**
 * What a field holds, by the vendor's page; `id` is an RTC uid, which newer SDKs also allow to be a string, and
 * `words` are text that real senders also send as a number.
 */
export type FieldKind = 'text' | 'words' | 'number' | 'flag' | 'seconds' | 'milliseconds' | 'id';

/** A field of a payload with a value that is right. */
export interface DocumentedField {
  readonly kind: FieldKind;
  readonly value: string | number | boolean;
  /** True where the tables do without it: it may be missing, or null. */
  readonly optional?: true;
}

/** A notification type. */
export interface DocumentedType {
  readonly productId: number;
  readonly eventType: number;
  readonly eventName: string;
  readonly fields: Readonly<Record<string, DocumentedField>>;
}

const channelName = { kind: 'text', value: 'show68' } as const;
const channelSId = { kind: 'text', value: '6383f0a1b7e4' } as const;
const ts = { kind: 'seconds', value: 1669111200 } as const;
const uid = { kind: 'id', value: 52781 } as const;
const uSId = { kind: 'text', value: '9b1d6c02aa10' } as const;
const platform = { kind: 'number', value: 7, optional: true } as const;
const reason = { kind: 'number', value: 1, optional: true } as const;

const ofChannel = { channelName, ts, channelSId };
const ofRole = { channelName, uid, ts, channelSId, uSId };
const ofJoin = { channelName, uid, platform, ts, channelSId, uSId };
const ofLeave = { channelName, uid, platform, reason, ts, channelSId, uSId };

const stream = { kind: 'text', value: 'rtmp://push.example.com/live/show68?key=s3cr3t' } as const;
const code = { kind: 'number', value: 200 } as const;
const time = { kind: 'milliseconds', value: 1669111259400 } as const;
const words = { kind: 'words', value: 'ok', optional: true } as const;
const channel = { kind: 'text', value: 'show68' } as const;
const cdnUid = { kind: 'words', value: '52781', optional: true } as const;
const event = <const Name extends string>(value: Name) => ({ kind: 'text', value }) as const;

const ofOutcome = { stream, code, time, reason: words, channel };
const ofMedia = {
  ...ofOutcome,
  videoCodec: { kind: 'text', value: 'H.264', optional: true },
  videoProfile: { kind: 'text', value: 'High', optional: true },
  width: { kind: 'number', value: 1280, optional: true },
  height: { kind: 'number', value: 720, optional: true },
  audioCodec: { kind: 'text', value: 'AAC', optional: true },
  audioProfile: { kind: 'text', value: 'LC', optional: true },
  audioChannels: { kind: 'number', value: 2, optional: true },
  audioSampleRate: { kind: 'number', value: 48000, optional: true },
} as const;

const rtc = (eventType: number, eventName: string, fields: DocumentedType['fields']): DocumentedType => ({
  productId: 1,
  eventType,
  eventName,
  fields,
});
const cdn = (eventType: number, eventName: string, fields: DocumentedType['fields']): DocumentedType => ({
  productId: 2,
  eventType,
  eventName,
  fields,
});

/** Every notification type of the vendor's page. */
export const documentedTypes: readonly DocumentedType[] = [
  rtc(101, 'channel create', ofChannel),
  rtc(102, 'channel destroy', ofChannel),
  rtc(103, 'broadcaster join channel', ofJoin),
  rtc(104, 'broadcaster leave channel', ofLeave),
  rtc(105, 'audience join channel', ofJoin),
  rtc(106, 'audience leave channel', ofLeave),
  rtc(107, 'user join channel with communication mode', ofJoin),
  rtc(108, 'user leave channel with communication mode', ofLeave),
  rtc(111, 'client role change to broadcaster', ofRole),
  rtc(112, 'client role change to audience', ofRole),
  cdn(1, 'Publish Stream', { event: event('PublishStream'), ...ofMedia }),
  cdn(2, 'Unpublish Stream', { event: event('UnpublishStream'), ...ofOutcome }),
  cdn(3, 'Publish Status', { event: event('PublishStatus'), ...ofOutcome }),
  cdn(4, 'Update Transcoding', { event: event('UpdateTranscoding'), ...ofMedia }),
  cdn(5, 'Publish Request', { event: event('PublishRequest'), stream, time, channel, uid: cdnUid }),
  cdn(6, 'Publish First Frame', {
    event: event('PublishFirstFrame'),
    stream,
    time,
    channel,
    uid: cdnUid,
    elapse: { kind: 'number', value: 950, optional: true },
    retry: { kind: 'flag', value: false, optional: true },
  }),
];

/** The type with these numbers. */
export const documentedType = (productId: number, eventType: number): DocumentedType => {
  const type = documentedTypes.find((one) => one.productId === productId && one.eventType === eventType);
  if (type === undefined) throw new Error(`no type ${productId}/${eventType}`);
  return type;
};

/** A notification of a type as plain JSON, with every documented field; some fields of the payload replaced. */
export const notificationOf = (
  { productId, eventType, fields }: DocumentedType,
  replaced: Readonly<Record<string, unknown>> = {},
) => ({
  noticeId: `ntc-${eventType}`,
  productId,
  eventType,
  notifyMs: 1669111260000,
  payload: {
    ...Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value as unknown])),
    ...replaced,
  },
});
