import type { RtcNotification } from '../../../functions/contract/rtc';
import {
  type ChannelSession,
  inferChannelEnd,
  mergeChannelSession,
} from '../../../functions/rtc-sessions/channel-session';
import { folding } from '../../helpers/any-order';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { readRtcNotification } from './notifications';

const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: [] };

// 2022-11-22T10:00:00Z, and the expiry of a channel that ended then, or is live since.
const TEN = 1669111200;
const TEN_ENDED = 1676887200;
const TEN_LIVE = 1700647200;

const notice = (
  eventType: RtcNotification['eventType'],
  noticeId: string,
  ts = TEN,
  channelName = 'show68',
): RtcNotification =>
  readRtcNotification({ ...notificationOf(documentedType(1, eventType), { ts, channelName }), noticeId });

const { stored, always } = folding(mergeChannelSession, settings);

const names = { channelSId: '6383f0a1b7e4', channelName: 'show68', revision: 1 };

describe('the item of a channel', () => {
  it('after its create', () => {
    expect(always([notice(101, 'c')])).toEqual({
      ...names,
      status: 'live',
      createdAt: '2022-11-22T10:00:00.000Z',
      firstEventAt: '2022-11-22T10:00:00.000Z',
      liveChannel: 'show68',
      asOf: { createdAt: '2022-11-22T10:00:00.000Z#0#c' },
      expiresAt: TEN_LIVE,
    });
  });

  it('after create and destroy', () => {
    expect(always([notice(101, 'c'), notice(102, 'd', TEN + 3599.5)])).toEqual({
      ...names,
      status: 'ended',
      createdAt: '2022-11-22T10:00:00.000Z',
      destroyedAt: '2022-11-22T10:59:59.500Z',
      durationSeconds: 3599.5,
      firstEventAt: '2022-11-22T10:00:00.000Z',
      asOf: { createdAt: '2022-11-22T10:00:00.000Z#0#c', destroyedAt: '2022-11-22T10:59:59.500Z#1#d' },
      expiresAt: TEN_ENDED + 3599,
    });
  });

  it('after a destroy alone', () => {
    expect(always([notice(102, 'd')])).toEqual({
      ...names,
      status: 'ended',
      destroyedAt: '2022-11-22T10:00:00.000Z',
      firstEventAt: '2022-11-22T10:00:00.000Z',
      asOf: { destroyedAt: '2022-11-22T10:00:00.000Z#1#d' },
      expiresAt: TEN_ENDED,
    });
  });

  it('after events of its users alone: the earliest gives an inferred start, without an order key', () => {
    expect(always([notice(103, 'j', TEN + 5), notice(111, 'r', TEN), notice(104, 'l', TEN + 9)])).toEqual({
      ...names,
      status: 'live',
      createdAt: '2022-11-22T10:00:00.000Z',
      createdInferred: true,
      firstEventAt: '2022-11-22T10:00:00.000Z',
      liveChannel: 'show68',
      asOf: {},
      expiresAt: TEN_LIVE,
    });
  });

  it('after events of its users and its destroy: no duration from an inferred start', () => {
    expect(always([notice(103, 'j'), notice(102, 'd', TEN + 60)])).toEqual({
      ...names,
      status: 'ended',
      createdAt: '2022-11-22T10:00:00.000Z',
      createdInferred: true,
      destroyedAt: '2022-11-22T10:01:00.000Z',
      firstEventAt: '2022-11-22T10:00:00.000Z',
      asOf: { destroyedAt: '2022-11-22T10:01:00.000Z#1#d' },
      expiresAt: TEN_ENDED + 60,
    });
  });
});

describe('registers, in whatever order events come', () => {
  it('a create replaces the inferred start, also where a user event is earlier', () => {
    expect(
      always([
        notice(103, 'j', TEN - 5),
        notice(101, 'c'),
        notice(104, 'l', TEN + 5),
        notice(102, 'd', TEN + 9),
      ]),
    ).toEqual({
      ...names,
      status: 'ended',
      createdAt: '2022-11-22T10:00:00.000Z',
      destroyedAt: '2022-11-22T10:00:09.000Z',
      durationSeconds: 9,
      firstEventAt: '2022-11-22T10:00:00.000Z',
      asOf: { createdAt: '2022-11-22T10:00:00.000Z#0#c', destroyedAt: '2022-11-22T10:00:09.000Z#1#d' },
      expiresAt: TEN_ENDED + 9,
    });
  });

  it('of several creates the least counts, of several destroys the greatest, with ties by notice id', () => {
    expect(
      always([
        notice(101, 'b'),
        notice(101, 'a'),
        notice(101, 'z', TEN - 1),
        notice(102, 'y', TEN + 9),
        notice(102, 'x', TEN + 9),
      ]),
    ).toMatchObject({
      createdAt: '2022-11-22T09:59:59.000Z',
      destroyedAt: '2022-11-22T10:00:09.000Z',
      durationSeconds: 10,
      asOf: { createdAt: '2022-11-22T09:59:59.000Z#0#z', destroyedAt: '2022-11-22T10:00:09.000Z#1#y' },
    });
    expect(always([notice(101, 'b'), notice(101, 'a')]).asOf).toEqual({
      createdAt: '2022-11-22T10:00:00.000Z#0#a',
    });
  });

  it('a destroy before the create: the channel did not live shorter than no time', () => {
    expect(always([notice(101, 'c'), notice(102, 'd', TEN - 5)])).toMatchObject({
      status: 'ended',
      durationSeconds: 0,
      expiresAt: TEN_ENDED - 5,
    });
  });

  it('the least of differing names wins, over its own and its users’ events', () => {
    expect(
      always([notice(101, 'c', TEN, 'c'), notice(103, 'j', TEN, 'b'), notice(112, 'r', TEN, 'd')]),
    ).toMatchObject({ channelName: 'b', liveChannel: 'b' });
  });
});

describe('an end that a recount has judged', () => {
  const live = stored([notice(101, 'c')]);
  const judged = { at: '2022-11-22T10:30:00.000Z', reason: 'superseded' } as const;
  const inferred = (item: ChannelSession, end: typeof judged | undefined, facts: number): ChannelSession => ({
    ...inferChannelEnd(item, end, facts, settings),
    revision: 1,
  });
  const ended = inferred(live, judged, 3);

  it('ends the channel without a duration, and goes without a trace', () => {
    const { liveChannel: _, ...rest } = live;
    expect(ended).toEqual({
      ...rest,
      status: 'ended',
      destroyedAt: judged.at,
      destroyInferred: true,
      destroyReason: 'superseded',
      inferredEnd: { ...judged, facts: 3 },
      expiresAt: TEN_ENDED + 1800,
    });
    expect(inferred(ended, undefined, 4)).toEqual(live);
    expect(inferred(ended, undefined, 3)).toEqual(ended);
  });

  it('stays where users tell of the channel, and a destroy shows before it', () => {
    expect(mergeChannelSession(ended, [notice(103, 'j', TEN + 5000)], settings)).toEqual(
      (({ revision: _, ...content }) => content)(ended),
    );
    const destroyed = mergeChannelSession(ended, [notice(102, 'd', TEN + 600)], settings);
    expect(destroyed).toMatchObject({
      status: 'ended',
      destroyedAt: '2022-11-22T10:10:00.000Z',
      durationSeconds: 600,
      inferredEnd: ended.inferredEnd,
    });
    expect(destroyed).not.toHaveProperty('destroyInferred');
    expect(destroyed).not.toHaveProperty('destroyReason');
    expect(inferred({ ...destroyed, revision: 1 }, undefined, 4)).toEqual(
      always([notice(101, 'c'), notice(102, 'd', TEN + 600)]),
    );
  });
});
