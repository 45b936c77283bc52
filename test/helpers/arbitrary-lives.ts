// fast-check arbitraries: several lives of a few channels, with much of what belongs to them never told.
import fc from 'fast-check';
import type { Notification } from '../../functions/contract/notification';
import { BEGINNING } from './essential-histories';
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

/** A step in a history: how many seconds after the one before. Around the minute that judgements know. */
const steps = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2) },
  { weight: 3, arbitrary: fc.constantFrom(10, 29, 30, 31) },
  { weight: 2, arbitrary: fc.constantFrom(59, 60, 61, 120) },
  { weight: 1, arbitrary: fc.constantFrom(0.5, 0.2504, 600, 90_000) },
);
const lost = fc.oneof(
  { weight: 2, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant(true) },
);
const uids = fc.constantFrom<(number | string)[]>(1, 1, 1, 2, 3, 'alice');
const names = fc.oneof(
  { weight: 10, arbitrary: fc.constant('show') },
  { weight: 2, arbitrary: fc.constant('Show') },
  { weight: 1, arbitrary: fc.constant('test_webhook') },
);

const stayArbitrary = fc.record({
  uid: uids,
  waits: steps,
  joinType: fc.constantFrom(103 as const, 105 as const, 107 as const),
  leaveType: fc.constantFrom(104 as const, 106 as const, 108 as const),
  platform: fc.constantFrom({ platform: 0 }, { platform: 7 }, { platform: 99 }, {}),
  reason: fc.constantFrom({ reason: 1 }, { reason: 5 }, { reason: 9 }, {}),
  roles: fc.array(fc.tuple(fc.constantFrom(111 as const, 112 as const), steps), { maxLength: 3 }),
  lasts: steps,
  joinLost: lost,
  leaveLost: lost,
});

const lifeWith = (maxStays: number) =>
  fc.record({
    name: names,
    /** Seconds from the end of the life before; where it is below 0 they overlap. */
    gap: fc.constantFrom(-100_000, -300, -61, -60, -30, -1, 0, 0, 1, 30, 100),
    stays: fc.array(stayArbitrary, { maxLength: maxStays }),
    lasts: steps,
    createLost: lost,
    destroyLost: fc.boolean(),
    /** A destroy that was told twice, the second time later. */
    destroyedAgain: fc.constantFrom(undefined, undefined, undefined, undefined, 0, 45),
  });

const pushArbitrary = fc.record({
  channel: names,
  stream: fc.constantFrom('rtmp://a.example.com/live/x', 'rtmp://b.example.com/live/y'),
  life: fc.nat({ max: 3 }),
  waits: fc.constantFrom(0, 1, 30, 59, 60, 61, 62, 200),
  events: fc.array(
    fc.record({
      what: fc.constantFrom('request', 'publish', 'frame', 'status', 'update', 'unpublish'),
      code: fc.constantFrom(200, 200, 200, 33, 451, 454, 456, 999),
      waits: fc.constantFrom(0, 0.001, 1, 30, 60, 61),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

type LifeRecipe = ReturnType<typeof lifeWith> extends fc.Arbitrary<infer R> ? R : never;
type PushRecipe = typeof pushArbitrary extends fc.Arbitrary<infer R> ? R : never;
type Unnamed = (noticeId: string) => Notification;

/** The life's notices, and when it ended. */
const playLife = (recipe: LifeRecipe, index: number, beginsAt: number): [Unnamed[], number] => {
  const notices: Unnamed[] = [];
  const place = (ts: number) => ({ channelName: recipe.name, channelSId: `life-${index}`, ts });
  if (!recipe.createLost) notices.push((id) => channelNotice(id, 101, place(beginsAt)));
  let joinsAt = beginsAt;
  let endsAt = beginsAt;
  for (const [number, stay] of recipe.stays.entries()) {
    joinsAt += stay.waits;
    let now = joinsAt;
    const user = (ts: number) => ({ ...place(ts), uid: stay.uid, uSId: `stay-${number}` });
    const { joinType, leaveType, platform, reason } = stay;
    const joinedAt = user(now);
    if (!stay.joinLost) notices.push((id) => joinNotice(id, joinType, { ...joinedAt, ...platform }));
    for (const [type, wait] of stay.roles) {
      now += wait;
      const changedAt = user(now);
      notices.push((id) => roleNotice(id, type, changedAt));
    }
    now += stay.lasts;
    const leftAt = user(now);
    if (!stay.leaveLost)
      notices.push((id) => leaveNotice(id, leaveType, { ...leftAt, ...platform, ...reason }));
    endsAt = Math.max(endsAt, now);
  }
  endsAt += recipe.lasts;
  const destroy = (ts: number) => (id: string) => channelNotice(id, 102, place(ts));
  if (!recipe.destroyLost) notices.push(destroy(endsAt));
  if (recipe.destroyedAgain !== undefined) notices.push(destroy(endsAt + recipe.destroyedAgain));
  return [notices, endsAt];
};

const playPush = (recipe: PushRecipe, beginsAt: number): Unnamed[] => {
  let now = (beginsAt + recipe.waits) * 1000;
  return recipe.events.map(({ what, code, waits }): Unnamed => {
    now += Math.round(waits * 1000);
    const place = { channel: recipe.channel, stream: recipe.stream, time: now };
    const outcome = { ...place, code, reason: '' };
    if (what === 'request') return (id) => publishRequest(id, { ...place, uid: '1' });
    if (what === 'frame')
      return (id) => publishFirstFrame(id, { ...place, uid: '1', elapse: 5, retry: false });
    if (what === 'publish') return (id) => publishStream(id, outcome);
    if (what === 'status') return (id) => publishStatus(id, outcome);
    if (what === 'update') return (id) => updateTranscoding(id, outcome);
    return (id) => unpublishStream(id, outcome);
  });
};

/** How much there is in a history at most. */
export interface LivesSize {
  readonly lives: number;
  /** In one life. */
  readonly stays: number;
  readonly pushes: number;
}

/** A busy channel name. */
export const manyLives: LivesSize = { lives: 4, stays: 5, pushes: 3 };
/** So little that whatever goes wrong is not put right by what comes later. */
export const fewLives: LivesSize = { lives: 2, stays: 2, pushes: 1 };

/**
 * Histories of lives of one or two names, apart, touching or overlapping, in which creates, joins, leaves, destroys
 * and the ends of pushes get lost, and users come again. The facts of one life do not contradict each other.
 */
export const arbitraryLives = (most: LivesSize): fc.Arbitrary<Notification[]> =>
  fc
    .tuple(
      fc.array(lifeWith(most.stays), { minLength: 1, maxLength: most.lives, size: 'max' }),
      fc.array(pushArbitrary, { maxLength: most.pushes, size: 'max' }),
    )
    .map(([lives, pushes]) => {
      const notices: Unnamed[] = [];
      const ends: number[] = [];
      let endsAt = BEGINNING;
      for (const [index, life] of lives.entries()) {
        const [ofLife, end] = playLife(life, index, endsAt + life.gap);
        notices.push(...ofLife);
        ends.push(end);
        endsAt = end;
      }
      for (const push of pushes) notices.push(...playPush(push, ends[push.life] ?? BEGINNING));
      return notices.map((make, index) => make(`n-${index}`));
    });
