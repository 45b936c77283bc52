// When a channel's end is looked at again: time alone, or an index that caught up, may change the judgement.
import { judgeChannel } from '../../../functions/channel-reports/channel-end';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 1);

const evidence = {
  isDestroyed: false,
  isEmpty: false,
  latestEventMs: NOW - 5 * HOUR,
  laterLifeMs: undefined,
  standing: undefined,
  basisMs: NOW - 2 * HOUR,
  nowMs: NOW,
} as const;
const settings = { emptyMinutes: 0, silentHours: 2 };

it('is silent once nothing happened or came for that long, and is looked at once more an hour later', () => {
  expect(judgeChannel({ ...evidence, nowMs: NOW - 1 }, settings)).toEqual({ checkMs: NOW, overlaps: false });
  const silent = { end: { at: '2025-12-31T19:00:00.000Z', reason: 'silent' }, overlaps: false };
  expect(judgeChannel(evidence, settings)).toEqual({ ...silent, checkMs: NOW + HOUR });
  const standing = { ...evidence, standing: 'silent' } as const;
  expect(judgeChannel({ ...standing, nowMs: NOW + 1 }, settings)).toEqual({ ...silent, checkMs: NOW + HOUR });
  expect(judgeChannel({ ...standing, nowMs: NOW + HOUR }, settings)).toEqual(silent);
});

it('gives the reason of a later life that an index shows only then', () => {
  const later = { ...evidence, standing: 'silent', laterLifeMs: NOW - 4 * HOUR } as const;
  expect(judgeChannel(later, settings).end?.reason).toBe('superseded');
  expect(judgeChannel({ ...later, isEmpty: true }, settings).end?.reason).toBe('empty');
});

it('is silent until it is empty for long enough, too', () => {
  const patient = { emptyMinutes: 300, silentHours: 2 };
  const judged = judgeChannel({ ...evidence, isEmpty: true, nowMs: NOW + 2 * HOUR }, patient);
  expect(judged).toMatchObject({ end: { reason: 'silent' }, checkMs: NOW + 3 * HOUR });
  const later = { ...evidence, isEmpty: true, standing: 'silent', nowMs: NOW + 3 * HOUR } as const;
  expect(judgeChannel(later, patient)).toMatchObject({ end: { reason: 'empty' } });
});
