// One push of a channel to one RTMP address: requested, published, changed, lost, stopped.
import type { CdnNotification } from '../../functions/contract/cdn';
import type { ChannelLife } from './channel-life';
import type { NoticeWriter } from './notice-writer';
import type { Random } from './random';

/** How a push goes. */
export type PushCourse =
  /** Every type in turn: a re-encoding, a lost connection and its return, an end. */
  | 'full'
  | 'ordinary'
  /** Fails, is requested again with the same address, and runs. */
  | 'retried'
  | 'failed'
  /** Refused: the channel has ten pushes already. */
  | 'overLimit'
  /** The connection is lost and does not come back. */
  | 'interrupted'
  /** Runs, and is requested a second time while it does. */
  | 'requestedTwice'
  /** Stopped, and later begun again with the same address. */
  | 'again';

/** How likely each course is; `overLimit` is no matter of chance. */
export const COURSE_WEIGHTS = [
  ['ordinary', 40],
  ['full', 15],
  ['retried', 10],
  ['failed', 10],
  ['interrupted', 10],
  ['requestedTwice', 8],
  ['again', 7],
] as const satisfies readonly (readonly [PushCourse, number])[];

/** What {@link playPush} needs besides the life of the channel. */
export interface PushOptions {
  readonly course: PushCourse;
  readonly uid: string;
  /** Counts the pushes of the channel: part of the address. */
  readonly number: number;
}

const HOSTS = ['push.example.com', 'live.example.net', 'ingest.example.org:1935'];
const SIZES = [
  [640, 360],
  [1280, 720],
  [1920, 1080],
] as const;

/** The free text that comes with a code. */
const REASONS: Readonly<Record<number, string>> = {
  200: 'ok',
  450: 'invalid parameter',
  451: 'invalid stream address',
  452: 'no push in progress',
  453: 'the push has no transcoding',
  454: 'already publishing to this address',
  455: 'over the limit of 10 streams',
  456: 'no permission',
  30: 'rtmp handshake failed',
  31: 'rtmp connect failed',
  32: 'rtmp publish failed',
  33: 'tcp connection closed by peer',
};

const PUBLISH_FAILURES = [450, 451, 456, 30, 31, 32, 33];

/** The notifications of one push, in no particular order. All lie within the life of its channel. */
export const playPush = (
  life: ChannelLife,
  { course, uid, number }: PushOptions,
  random: Random,
  writer: NoticeWriter,
): CdnNotification[] => {
  const notifications: CdnNotification[] = [];
  const channel = life.channelName;
  const stream = `rtmp://${random.pick(HOSTS)}/live/${channel}-${number}?key=${writer.streamKey()}`;
  const endMs = life.end * 1_000;
  let time = random.integer(life.start * 1_000, life.start * 1_000 + (endMs - life.start * 1_000) / 3);

  /** Lets time go by, never past the end of the channel. */
  const pass = (leastMs: number, greatestMs: number): void => {
    time = Math.min(time + random.integer(leastMs, greatestMs), endMs);
  };
  const restMs = (share: number): number => Math.floor((endMs - time) * share);

  let media = mediaOf(random);
  const base = () => ({ ...writer.envelope(time), productId: 2 as const });
  const about = () => ({ stream, time, channel });
  const outcome = (code: number) => ({ ...about(), code, reason: REASONS[code] ?? '' });

  let requestedMs = time;
  const request = (): void => {
    requestedMs = time;
    notifications.push({ ...base(), eventType: 5, payload: { event: 'PublishRequest', ...about(), uid } });
  };
  const publish = (code: number): void => {
    notifications.push({
      ...base(),
      eventType: 1,
      payload: { event: 'PublishStream', ...outcome(code), ...media },
    });
  };
  const firstFrame = (retry: boolean): void => {
    notifications.push({
      ...base(),
      eventType: 6,
      payload: { event: 'PublishFirstFrame', ...about(), uid, elapse: time - requestedMs, retry },
    });
  };
  const status = (code: number): void => {
    notifications.push({ ...base(), eventType: 3, payload: { event: 'PublishStatus', ...outcome(code) } });
  };
  const transcode = (code: number): void => {
    notifications.push({
      ...base(),
      eventType: 4,
      payload: { event: 'UpdateTranscoding', ...outcome(code), ...media },
    });
  };
  const unpublish = (code: number): void => {
    notifications.push({ ...base(), eventType: 2, payload: { event: 'UnpublishStream', ...outcome(code) } });
  };

  const begin = (): void => {
    request();
    pass(60, 900);
    publish(200);
    // Often within the same millisecond, which only the order of the types settles.
    if (random.chance(0.3)) status(200);
    pass(40, 1_200);
    firstFrame(false);
  };
  const reencode = (): void => {
    pass(0, restMs(0.4));
    if (random.chance(0.2)) transcode(random.pick([450, 453]));
    media = mediaOf(random);
    transcode(200);
  };
  const loseAndReturn = (): void => {
    pass(0, restMs(0.4));
    status(33);
    pass(200, 4_000);
    status(200);
    pass(40, 1_200);
    firstFrame(true);
  };
  /** Ends the push, unless its channel still lives or the notice of the end never comes. */
  const finish = (surely: boolean): void => {
    if (!surely && (life.ended ? random.chance(0.1) : random.chance(0.7))) return;
    pass(0, restMs(0.9));
    if (random.chance(0.05)) unpublish(456);
    unpublish(200);
    if (random.chance(0.05)) unpublish(452);
  };
  const fail = (code: number): void => {
    request();
    pass(60, 5_000);
    publish(code);
  };

  switch (course) {
    case 'full':
      begin();
      reencode();
      loseAndReturn();
      finish(true);
      break;
    case 'ordinary':
      if (random.chance(0.05)) transcode(452);
      begin();
      if (random.chance(0.3)) reencode();
      if (random.chance(0.2)) loseAndReturn();
      finish(false);
      break;
    case 'retried':
      fail(random.pick(PUBLISH_FAILURES));
      pass(1_000, 20_000);
      begin();
      finish(false);
      break;
    case 'failed':
      fail(random.pick(PUBLISH_FAILURES));
      break;
    case 'overLimit':
      fail(455);
      break;
    case 'interrupted':
      begin();
      pass(0, restMs(0.9));
      status(random.pick([30, 31, 32, 33]));
      break;
    case 'requestedTwice':
      begin();
      pass(0, restMs(0.5));
      request();
      pass(20, 200);
      publish(454);
      finish(false);
      break;
    case 'again':
      begin();
      pass(0, restMs(0.3));
      unpublish(200);
      pass(500, restMs(0.3));
      begin();
      finish(false);
      break;
  }
  return notifications;
};

const mediaOf = (random: Random) => {
  const [width, height] = random.pick(SIZES);
  return {
    videoCodec: random.pickWeighted([
      ['H.264', 8],
      ['H.265', 2],
    ]),
    videoProfile: random.pick(['High', 'Main', 'Baseline']),
    width,
    height,
    audioCodec: 'AAC',
    audioProfile: random.pick(['LC', 'HE']),
    audioChannels: random.pick([1, 2]),
    audioSampleRate: random.pick([44_100, 48_000]),
  };
};
