// Ends of a stay that nobody told: by its channel's end, and as a recount has judged.
import {
  inferUserSessionEnd,
  mergeUserSession,
  type UserSession,
} from '../../../functions/rtc-sessions/user-session';
import type { JudgedEnd } from '../../../functions/shared/inferred-end';
import { closed, names, notice, settings, stored, TEN, TEN_LEFT } from './stays';

const withoutOnline = ({ onlineChannel: _, ...stay }: UserSession) => stay;

describe("a stay that its channel's end closes", () => {
  const online = stored([notice(103, 'j')]);
  const ELEVEN = '2022-11-22T11:00:00.000Z';

  it('has an inferred end, which no order key stands for', () => {
    expect(closed(online, ELEVEN)).toEqual({
      ...names,
      status: 'left',
      role: 'broadcaster',
      platform: 'Web',
      joinedAt: '2022-11-22T10:00:00.000Z',
      leftAt: ELEVEN,
      leaveReason: 'channel destroyed',
      leaveInferred: true,
      durationSeconds: 3600,
      firstEventAt: '2022-11-22T10:00:00.000Z',
      lastEventAt: '2022-11-22T10:00:00.000Z',
      roles: online.roles,
      asOf: online.asOf,
      expiresAt: TEN_LEFT + 3600,
    });
  });

  it('moves with a later destroy, and not with an earlier one', () => {
    const item = closed(online, ELEVEN);
    expect(closed(item, ELEVEN)).toEqual(item);
    expect(closed(item, '2022-11-22T10:59:59.999Z')).toEqual(item);
    expect(closed(item, '2022-11-22T11:00:01.000Z')).toMatchObject({
      leftAt: '2022-11-22T11:00:01.000Z',
      durationSeconds: 3601,
      expiresAt: TEN_LEFT + 3601,
    });
  });

  it('has a real leave replace the inferred end, whenever it comes and whatever its time', () => {
    for (const ts of [TEN + 10, TEN + 7200]) {
      const leave = notice(104, 'l', ts);
      const afterwards: UserSession = {
        ...mergeUserSession(closed(online, ELEVEN), [leave], settings),
        revision: 1,
      };
      expect(afterwards).toEqual(stored([notice(103, 'j'), leave]));
      expect(closed(afterwards, ELEVEN)).toEqual(afterwards);
    }
  });

  it('stays closed when a late event other than a leave comes', () => {
    const late = mergeUserSession(closed(online, ELEVEN), [notice(112, 'r', TEN + 7200)], settings);
    expect(late).toMatchObject({
      status: 'left',
      leftAt: ELEVEN,
      leaveInferred: true,
      role: 'audience',
      lastEventAt: '2022-11-22T12:00:00.000Z',
      // The later of the last event and the end.
      expiresAt: TEN_LEFT + 7200,
    });
  });

  it('is not shorter than nothing where the channel ended before the join', () => {
    expect(closed(online, '2022-11-22T09:00:00.000Z')).toMatchObject({
      leftAt: '2022-11-22T09:00:00.000Z',
      durationSeconds: 0,
      expiresAt: TEN_LEFT,
    });
  });

  it('has no duration where no join is known', () => {
    const item = closed(stored([notice(111, 'r')]), ELEVEN);
    expect(item).toMatchObject({ status: 'left', leaveInferred: true });
    expect(item).not.toHaveProperty('durationSeconds');
    expect(item).not.toHaveProperty('platform');
  });
});

describe('an end that a recount has judged', () => {
  const online = stored([notice(103, 'j')]);
  const at = '2022-11-22T10:30:00.000Z';
  const ELEVEN = '2022-11-22T11:00:00.000Z';
  const judged = { at, reason: 'joined again' } as const;
  const inferred = (
    item: UserSession,
    end: JudgedEnd<'joined again'> | undefined,
    facts: number,
  ): UserSession => ({
    ...inferUserSessionEnd(item, end, facts, settings),
    revision: 1,
  });
  const ended = inferred(online, judged, 3);

  it('closes the stay, and goes without a trace', () => {
    expect(ended).toEqual({
      ...withoutOnline(online),
      status: 'left',
      leftAt: at,
      leaveReason: 'joined again',
      leaveInferred: true,
      durationSeconds: 1800,
      inferredEnd: { ...judged, facts: 3 },
      expiresAt: TEN_LEFT + 1800,
    });
    expect(inferred(ended, undefined, 4)).toEqual(online);
  });

  it('is taken back, or set otherwise, by no older judgement', () => {
    expect(inferred(ended, undefined, 3)).toEqual(ended);
    expect(inferred(ended, { ...judged, at: ELEVEN }, 2)).toEqual(ended);
    expect(inferred(ended, { ...judged, at: ELEVEN }, 3).leftAt).toBe(ELEVEN);
    expect(inferred(ended, judged, 9)).toEqual(ended);
  });

  it('stays where notifications come, and a real leave shows before it', () => {
    const left = mergeUserSession(ended, [notice(104, 'l', TEN + 60, { reason: 1 })], settings);
    expect(left).toMatchObject({
      leftAt: '2022-11-22T10:01:00.000Z',
      leaveReason: 'normal leave',
      inferredEnd: ended.inferredEnd,
    });
    expect(left).not.toHaveProperty('leaveInferred');
  });

  it('and the end of the channel: the earlier one shows, in whichever order they come', () => {
    const both = closed(ended, ELEVEN);
    expect(both).toMatchObject({ leftAt: at, leaveReason: 'joined again' });
    expect(inferred(closed(online, ELEVEN), judged, 3)).toEqual(both);
    expect(inferred(both, undefined, 4)).toEqual(closed(online, ELEVEN));
    expect(closed(ended, '2022-11-22T10:29:59.000Z')).toMatchObject({
      leftAt: '2022-11-22T10:29:59.000Z',
      leaveReason: 'channel destroyed',
    });
    const left = mergeUserSession(both, [notice(104, 'l', TEN + 60, { reason: 1 })], settings);
    expect(left.asOf).not.toHaveProperty('channelDestroyedAt');
  });
});
