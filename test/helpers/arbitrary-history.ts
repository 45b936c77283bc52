// fast-check arbitraries: small nasty histories, and ways to deliver them.
import fc from 'fast-check';
import type { Notification } from '../../functions/contract/notification';
import type { DeliveryPlan } from './delivery';
import { BEGINNING, refusalHistories, tiedHistories, wholeHistories } from './essential-histories';
import {
  channelNotice,
  joinNotice,
  leaveNotice,
  publishFirstFrame,
  publishRequest,
  publishStatus,
  publishStream,
  roleNotice,
  unpublishStream,
  updateTranscoding,
} from './notices';

/**
 * The values that histories take their keys and times from: few of everything, so that notifications meet, in
 * one item, in one second, in one millisecond.
 */
interface World {
  readonly channelSIds: readonly string[];
  readonly uSIds: readonly string[];
  readonly streams: readonly string[];
  readonly pushChannels: readonly string[];
  /** Seconds after the beginning. */
  readonly secondsAfter: readonly number[];
  /** Milliseconds after the beginning. */
  readonly millisecondsAfter: readonly number[];
}

const wide: World = {
  channelSIds: ['c1', 'c2', 'c#'],
  uSIds: ['u1', 'u2', 'u10'],
  streams: ['rtmp://a.example.com/live/x?key=1', 'rtmp://b.example.com/live/y'],
  pushChannels: ['show', 'show68', 'test_webhook'],
  secondsAfter: [0, 1, 2, 2.5, 2.5004, 10, 86_400],
  millisecondsAfter: [0, 1, 2, 1000, 1001, 86_400_000],
};

/** Where nearly everything meets in one item, and half of it at one time. */
const narrow: World = {
  channelSIds: ['c1'],
  uSIds: ['u1', 'u2', 'u3'],
  streams: ['rtmp://a.example.com/live/x?key=1'],
  pushChannels: ['show'],
  secondsAfter: [0, 1],
  millisecondsAfter: [0, 1],
};

// The order of UTF-16 units is not that of UTF-8 bytes for the last two.
const channelNames = fc.oneof(
  { weight: 8, arbitrary: fc.constant('show') },
  { weight: 3, arbitrary: fc.constantFrom('Show', 'show68', '展示', '😀', 'ﬀ') },
  { weight: 1, arbitrary: fc.constant('test_webhook') },
);
const uids = fc.oneof(
  { weight: 4, arbitrary: fc.constant<number | string>(2) },
  { weight: 1, arbitrary: fc.constantFrom<(number | string)[]>(10, -1, 'alice', '007') },
);
const platforms = fc.constantFrom(0, 1, 2, 5, 6, 7, 8, 3, 99);
const reasons = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, -1);
const codes = fc.oneof(
  { weight: 2, arbitrary: fc.constant(200) },
  { weight: 1, arbitrary: fc.constant(454) },
  { weight: 3, arbitrary: fc.constantFrom(450, 451, 452, 453, 454, 455, 456, 30, 31, 32, 33, 0, 34, 500) },
);
const texts = fc.constantFrom('', 'ok', 'refused by the far side');

// Unique, and in no relation to time; `10-` sorts before `9-`, as strings do.
const noticeIds = fc.constantFrom('9', '10', 'a', 'A', '~', '#', '😀', 'ﬀ');
/** A field that the contract does not know: carried along, and never in an item. */
const unknownFields = fc.record({ futureField: fc.constant('x') }, { requiredKeys: [] });

const outcome = fc.record({ code: codes, reason: texts }, { requiredKeys: ['code'] });
const media = fc.record(
  {
    videoCodec: fc.constantFrom('H.264', 'H.265'),
    videoProfile: fc.constantFrom('High', 'Main', ''),
    width: fc.constantFrom(0, 1280),
    height: fc.constantFrom(0, 720),
    audioCodec: fc.constant('AAC'),
    audioProfile: fc.constantFrom('LC', 'HE'),
    audioChannels: fc.constantFrom(1, 2),
    audioSampleRate: fc.constantFrom(44_100, 48_000),
  },
  { requiredKeys: [] },
);
const noMedia = fc.constant({});
const strayCode = fc.record({ code: codes }, { requiredKeys: [] });
const uidText = fc.constantFrom('52781', 'alice');

type Notice = (noticeId: string) => Notification;

/** An arbitrary of notices from an arbitrary of payloads, with a field of the future now and then. */
const noticeOf = <P extends object>(
  payloads: fc.Arbitrary<P>,
  make: (noticeId: string, payload: P) => Notification,
): fc.Arbitrary<Notice> =>
  fc.tuple(payloads, unknownFields).map(
    ([payload, more]) =>
      (noticeId) =>
        make(noticeId, { ...payload, ...more }),
  );

const both = <A extends object, B extends object>(
  left: fc.Arbitrary<A>,
  right: fc.Arbitrary<B>,
): fc.Arbitrary<A & B> => fc.tuple(left, right).map(([a, b]) => ({ ...a, ...b }));

const rtcNotices = (world: World): fc.Arbitrary<Notice> => {
  const place = fc.record({
    channelName: channelNames,
    channelSId: fc.constantFrom(...world.channelSIds),
    ts: fc.constantFrom(...world.secondsAfter).map((after) => BEGINNING + after),
  });
  const user = both(place, fc.record({ uid: uids, uSId: fc.constantFrom(...world.uSIds) }));
  const joins = both(user, fc.record({ platform: platforms }, { requiredKeys: [] }));
  const leaves = both(joins, fc.record({ reason: reasons }, { requiredKeys: [] }));
  return fc.oneof(
    { weight: 2, arbitrary: noticeOf(place, (id, p) => channelNotice(id, 101, p)) },
    { weight: 4, arbitrary: noticeOf(place, (id, p) => channelNotice(id, 102, p)) },
    ...([103, 105, 107] as const).map((type) => ({
      weight: 2,
      arbitrary: noticeOf(joins, (id, p) => joinNotice(id, type, p)),
    })),
    ...([104, 106, 108] as const).map((type) => ({
      weight: 1,
      arbitrary: noticeOf(leaves, (id, p) => leaveNotice(id, type, p)),
    })),
    ...([111, 112] as const).map((type) => ({
      weight: 2,
      arbitrary: noticeOf(user, (id, p) => roleNotice(id, type, p)),
    })),
  );
};

const cdnNotices = (world: World): fc.Arbitrary<Notice> => {
  const push = fc.record({
    channel: fc.constantFrom(...world.pushChannels),
    stream: fc.constantFrom(...world.streams),
    time: fc.constantFrom(...world.millisecondsAfter).map((after) => BEGINNING * 1000 + after),
  });
  const outcomes = both(push, outcome);
  const withMedia = both(outcomes, fc.oneof(media, noMedia));
  const requests = both(both(push, fc.record({ uid: uidText }, { requiredKeys: [] })), strayCode);
  const firstFrames = both(
    requests,
    fc.record({ elapse: fc.constantFrom(0, 950), retry: fc.boolean() }, { requiredKeys: [] }),
  );
  return fc.oneof(
    { weight: 3, arbitrary: noticeOf(withMedia, publishStream) },
    { weight: 2, arbitrary: noticeOf(outcomes, unpublishStream) },
    { weight: 2, arbitrary: noticeOf(outcomes, publishStatus) },
    { weight: 2, arbitrary: noticeOf(withMedia, updateTranscoding) },
    { weight: 2, arbitrary: noticeOf(requests, publishRequest) },
    { weight: 1, arbitrary: noticeOf(firstFrames, publishFirstFrame) },
  );
};

const historyIn = (world: World, size: HistorySize): fc.Arbitrary<Notification[]> =>
  fc
    .array(
      fc.tuple(
        fc.oneof({ weight: 3, arbitrary: rtcNotices(world) }, { weight: 1, arbitrary: cdnNotices(world) }),
        noticeIds,
      ),
      { ...size, size: 'max' },
    )
    .map((notices) => notices.map(([make, id], index) => make(`${id}-${index}`)));

/** How large a history may be. */
export interface HistorySize {
  readonly minLength?: number;
  readonly maxLength: number;
}

/**
 * Histories of all sixteen types in which most notifications meet others: shared sessions and streams, equal
 * times, several creates and destroys, differing names, missing ends, unknown codes, an ignored channel.
 */
export const arbitraryTangle = ({ minLength = 1, maxLength }: HistorySize): fc.Arbitrary<Notification[]> =>
  fc.oneof(historyIn(wide, { minLength, maxLength }), historyIn(narrow, { minLength, maxLength }));

/** Tangles of the given size, and every other time one of a few small cases. */
export const arbitraryHistory = (size: HistorySize): fc.Arbitrary<Notification[]> => {
  const oneOf = (histories: readonly (readonly Notification[])[]) =>
    fc.constantFrom(...histories).map((history) => [...history]);
  return fc.oneof(
    { weight: 5, arbitrary: arbitraryTangle(size) },
    { weight: 3, arbitrary: oneOf(wholeHistories) },
    { weight: 1, arbitrary: oneOf(tiedHistories) },
    { weight: 1, arbitrary: oneOf(refusalHistories) },
  );
};

/** Ways to deliver a history: everything random in it follows from its seed. */
export const arbitraryPlan = (
  limits: { readonly maxCopies?: number; readonly maxWorkers?: number } = {},
): fc.Arbitrary<DeliveryPlan> =>
  fc.record({
    seed: fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 })),
    maxCopies: fc.constantFrom(1, 1, 2, limits.maxCopies ?? 5),
    maxBatch: fc.integer({ min: 1, max: 10 }),
    workers: fc.integer({ min: 1, max: limits.maxWorkers ?? 2 }),
    faultRate: fc.constantFrom(0, 0.05, 0.2),
    crashRate: fc.constantFrom(0, 0.02, 0.1),
  });
