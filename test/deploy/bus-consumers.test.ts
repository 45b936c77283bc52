// Rules that a user puts on the deployed bus get each event in the documented form, and only the events they ask for.
import { sources, UNRECOGNIZED_DETAIL_TYPE } from '../../functions/contract/events';
import { type BusConsumer, consumeBus, type ReceivedEvent } from '../helpers/engine/bus-consumer';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { ENGINE_ACCOUNT, ENGINE_REGION } from '../helpers/engine/engine';
import { postAll } from '../helpers/engine/traffic';
import * as notices from '../helpers/notices';

const ts = Math.floor(Date.now() / 1000);
const room = { channelName: `room-${ts}`, channelSId: `life-${ts}`, ts };
const user = { ...room, uid: 4711, uSId: `stay-${ts}` };
const push = { channel: `show-${ts}`, stream: `rtmp://push.example.com/live/${ts}?key=k`, time: ts * 1000 };
const media = { videoCodec: 'H.264', videoProfile: 'High', width: 1280, height: 720, audioCodec: 'AAC' };
const sound = { audioProfile: 'LC', audioChannels: 2, audioSampleRate: 48_000 };
const done = { code: 200, reason: 'ok' };

/** One notification of each type, beside the detail type that the vendor's page names. */
const documented: readonly (readonly [detailType: string, notice: { noticeId: string }])[] = [
  ['channel create', notices.channelNotice('n-101', 101, room)],
  ['channel destroy', notices.channelNotice('n-102', 102, room)],
  ['broadcaster join channel', notices.joinNotice('n-103', 103, { ...user, platform: 7 })],
  ['broadcaster leave channel', notices.leaveNotice('n-104', 104, { ...user, platform: 7, reason: 1 })],
  ['audience join channel', notices.joinNotice('n-105', 105, { ...user, platform: 2 })],
  ['audience leave channel', notices.leaveNotice('n-106', 106, { ...user, platform: 2, reason: 2 })],
  [
    'user join channel with communication mode',
    notices.joinNotice('n-107', 107, { ...user, uid: 'alice', platform: 99 }),
  ],
  [
    'user leave channel with communication mode',
    notices.leaveNotice('n-108', 108, { ...user, platform: 1, reason: 77 }),
  ],
  ['client role change to broadcaster', notices.roleNotice('n-111', 111, user)],
  ['client role change to audience', notices.roleNotice('n-112', 112, user)],
  ['Publish Stream', notices.publishStream('n-1', { ...push, ...media, ...sound, ...done })],
  ['Unpublish Stream', notices.unpublishStream('n-2', { ...push, ...done })],
  ['Publish Status', notices.publishStatus('n-3', { ...push, code: 33, reason: 'connection lost' })],
  ['Update Transcoding', notices.updateTranscoding('n-4', { ...push, ...media, ...sound, ...done })],
  ['Publish Request', notices.publishRequest('n-5', { ...push, uid: '4711' })],
  [
    'Publish First Frame',
    notices.publishFirstFrame('n-6', { ...push, uid: '4711', elapse: 950, retry: false }),
  ],
];

/** As the vendor's own receiver shows it, with fields that no page names, and the signing secret inside. */
const wild = (secret: string) => ({
  noticeID: 'n-wild',
  secret,
  productId: 1,
  notifyMs: ts * 1000 + 180,
  region: 'ap',
  payload: {
    channelName: room.channelName,
    channelSId: room.channelSId,
    appId: '5f2c',
    eventType: 103,
    Ts: ts * 1000,
    uid: '90001',
    uSId: `other-${ts}`,
    platform: 8,
    client: { version: [1, 2] },
  },
});
const wildDocumented = {
  noticeId: 'n-wild',
  productId: 1,
  eventType: 103,
  notifyMs: ts * 1000 + 180,
  region: 'ap',
  payload: {
    channelName: room.channelName,
    channelSId: room.channelSId,
    appId: '5f2c',
    ts,
    uid: 90_001,
    uSId: `other-${ts}`,
    platform: 8,
    client: { version: [1, 2] },
  },
};

const recording = {
  noticeId: 'n-40',
  productId: 3,
  eventType: 40,
  notifyMs: ts * 1000,
  payload: {
    cname: room.channelName,
    sid: 'r1',
    sendts: ts * 1000,
    details: { msgName: 'recorder_started' },
  },
};

/** A product that has no page, so that the contract does not know it. */
const player = {
  noticeId: 'n-player',
  productId: 4,
  eventType: 1,
  notifyMs: ts * 1000,
  payload: { channelName: 'another', playerId: 'p' },
};

let target: DeployedTarget;
const consumers = new Map<string, BusConsumer>();
const received = new Map<string, ReceivedEvent[]>();

const patterns = {
  'by-source-rtc': { source: [sources.rtc] },
  'by-source-cdn': { source: [sources.cdn] },
  'by-source-recording': { source: [sources.recording] },
  'by-source-unrecognized': { source: [sources.unrecognized] },
  'by-detail-type': { 'detail-type': ['broadcaster join channel', 'Publish First Frame'] },
  'by-channel-name': { detail: { payload: { channelName: [room.channelName] } } },
  'by-another-channel-name': { detail: { payload: { channelName: [`${room.channelName}-other`] } } },
  'by-prefix-of-a-stream': { detail: { payload: { stream: [{ prefix: 'rtmp://push.example.com/live/' }] } } },
  'by-reason-code': { detail: { payload: { reason: [2, 77] } } },
} as const;

beforeAll(async () => {
  target = await deployedTarget();
  const bus = target.deployment.outputs.EventBusName;
  for (const [name, pattern] of Object.entries(patterns)) {
    consumers.set(name, await consumeBus(target.clients, bus, name, pattern));
  }
  await postAll(target, [...documented.map(([, notice]) => notice), wild(target.secret), recording, player]);
  await target.settled();
  await Promise.all(
    [...consumers].map(async ([name, consumer]) => received.set(name, await consumer.received())),
  );
});

afterAll(async () => {
  for (const consumer of consumers.values()) await consumer.remove();
  await target.stop();
});

const eventsOf = (name: keyof typeof patterns): ReceivedEvent[] => received.get(name) ?? [];

const noticeIdsOf = (name: keyof typeof patterns): string[] =>
  eventsOf(name)
    .map(({ detail }) => (isRecord(detail) ? String(detail.noticeId) : ''))
    .sort();

const eventOf = (name: keyof typeof patterns, noticeId: string): ReceivedEvent | undefined =>
  eventsOf(name).find(({ detail }) => isRecord(detail) && detail.noticeId === noticeId);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const envelope = {
  version: '0',
  id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  account: ENGINE_ACCOUNT,
  region: ENGINE_REGION,
  resources: [],
  time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
};

const rtcIds = documented.slice(0, 10).map(([, { noticeId }]) => noticeId);
const cdnIds = documented.slice(10).map(([, { noticeId }]) => noticeId);

describe('what a rule receives', () => {
  it.each(documented)('%s: source, detail type and the notification as documented', (detailType, notice) => {
    const isCdn = cdnIds.includes(notice.noticeId);
    const event = eventOf(isCdn ? 'by-source-cdn' : 'by-source-rtc', notice.noticeId);
    expect(event).toEqual({
      ...envelope,
      source: isCdn ? 'anyrtc.cdn' : 'anyrtc.rtc',
      'detail-type': detailType,
      detail: notice,
    });
  });

  it('a wild form: brought to the documented form, unknown fields kept, no secret', () => {
    expect(eventOf('by-source-rtc', 'n-wild')).toEqual({
      ...envelope,
      source: 'anyrtc.rtc',
      'detail-type': 'broadcaster join channel',
      detail: wildDocumented,
    });
  });

  it('a recording: whole', () => {
    expect(eventOf('by-source-recording', 'n-40')).toEqual({
      ...envelope,
      source: 'anyrtc.recording',
      'detail-type': 'recorder started',
      detail: recording,
    });
  });

  it('an unrecognized notification: whole, with the issues', () => {
    expect(eventOf('by-source-unrecognized', 'n-player')).toEqual({
      ...envelope,
      source: 'anyrtc.unrecognized',
      'detail-type': UNRECOGNIZED_DETAIL_TYPE,
      detail: { ...player, issues: expect.any(Array) },
    });
    const { detail } = eventOf('by-source-unrecognized', 'n-player') ?? {};
    expect(isRecord(detail) && detail.issues).not.toHaveLength(0);
  });

  it('nowhere the signing secret', () => {
    expect(JSON.stringify([...received.values()])).not.toContain(target.secret);
  });
});

describe('which events a rule receives', () => {
  it('by source', () => {
    expect(noticeIdsOf('by-source-rtc')).toEqual([...rtcIds, 'n-wild'].sort());
    expect(noticeIdsOf('by-source-cdn')).toEqual([...cdnIds].sort());
    expect(noticeIdsOf('by-source-recording')).toEqual(['n-40']);
    expect(noticeIdsOf('by-source-unrecognized')).toEqual(['n-player']);
  });

  it('by detail type', () => expect(noticeIdsOf('by-detail-type')).toEqual(['n-103', 'n-6', 'n-wild']));

  it('by detail.payload.channelName', () => {
    expect(noticeIdsOf('by-channel-name')).toEqual([...rtcIds, 'n-wild'].sort());
    expect(noticeIdsOf('by-another-channel-name')).toEqual([]);
  });

  it('by the prefix of a field', () =>
    expect(noticeIdsOf('by-prefix-of-a-stream')).toEqual([...cdnIds].sort()));

  it('by a number', () => expect(noticeIdsOf('by-reason-code')).toEqual(['n-106', 'n-108']));
});
