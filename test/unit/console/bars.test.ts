// What is drawn of stays and pushes: what is certain, what is not, and which mark stands at the end.
import type { PushItem, StayItem } from '../../../lib/console/items';
import { pushBar, stayBar } from '../../../lib/console/pages/picture/bars';

const at = (second: number) => new Date(second * 1_000).toISOString();
const NOW = 1_000_000;

const stay = (more: Partial<StayItem>): StayItem => ({
  channelSId: 'life',
  uSId: 'stay',
  channelName: 'channel',
  uid: '1',
  status: 'left',
  role: 'audience',
  joinedAt: at(100),
  firstEventAt: at(100),
  lastEventAt: at(200),
  ...more,
});

it('a stay that was told is certain to its end', () => {
  expect(stayBar(stay({ leftAt: at(200), leaveReason: 'normal leave' }), NOW)).toEqual({
    pieces: [{ from: 100_000, to: 200_000, kind: 'audience', certain: true }],
    marks: [{ at: 200_000, kind: 'end' }],
  });
});

it.each([
  ['connection timeout', 'timeout'],
  ['permission', 'kicked'],
  ['server side', 'server'],
  ['connection switched', 'switched'],
  ['other', 'other'],
  ['unknown (9)', 'other'],
])('%s has the mark %s', (leaveReason, kind) => {
  expect(stayBar(stay({ leftAt: at(200), leaveReason }), NOW).marks).toEqual([{ at: 200_000, kind }]);
});

it('an inferred end is uncertain from the last event on', () => {
  const bar = stayBar(
    stay({ leftAt: at(300), leaveInferred: true, leaveReason: 'channel destroyed', lastEventAt: at(120) }),
    NOW,
  );
  expect(bar).toEqual({
    pieces: [
      { from: 100_000, to: 120_000, kind: 'audience', certain: true },
      { from: 120_000, to: 300_000, kind: 'audience', certain: false },
    ],
    marks: [{ at: 300_000, kind: 'inferred' }],
  });
});

it('one that goes on reaches to now, and one without a join says so', () => {
  const { joinedAt: _, ...unjoined } = stay({ status: 'online' });
  expect(stayBar(unjoined, NOW)).toEqual({
    pieces: [{ from: 100_000, to: NOW, kind: 'audience', certain: true }],
    marks: [
      { at: 100_000, kind: 'unknown-start' },
      { at: NOW, kind: 'online' },
    ],
  });
});

it('has the colour of each role for its time', () => {
  const roles: StayItem['roles'] = [
    { role: 'audience', since: at(100) },
    { role: 'broadcaster', since: at(150) },
    { role: 'audience', since: at(180) },
  ];
  const { pieces } = stayBar(stay({ roles, leftAt: at(200), leaveReason: 'normal leave' }), NOW);
  expect(pieces.map(({ kind, from, to }) => [kind, from / 1_000, to / 1_000])).toEqual([
    ['audience', 100, 150],
    ['broadcaster', 150, 180],
    ['audience', 180, 200],
  ]);
});

it('takes an event that tells the same role again for no change', () => {
  const roles: StayItem['roles'] = [
    { role: 'audience', since: at(100) },
    { role: 'audience', since: at(200) },
  ];
  const { pieces } = stayBar(stay({ roles, leftAt: at(200), leaveReason: 'normal leave' }), NOW);
  expect(pieces).toEqual([{ from: 100_000, to: 200_000, kind: 'audience', certain: true }]);
});

it('a stay of no length is still drawn', () => {
  expect(stayBar(stay({ leftAt: at(100), leaveReason: 'normal leave' }), NOW).pieces).toHaveLength(1);
});

const push = (more: Partial<PushItem>): PushItem => ({
  channel: 'channel',
  stream: 'rtmp://push.example.com/live/***',
  firstEventAt: at(100),
  lastEventAt: at(200),
  ...more,
});

it('a push that runs reaches to now, with its request, first frame and last error', () => {
  const bar = pushBar(
    push({
      status: 'interrupted',
      requestedAt: at(100),
      firstFrameAt: at(110),
      lastError: {
        code: 33,
        meaning: 'TCP connection lost',
        reason: '',
        event: 'PublishStatus',
        at: at(200),
      },
    }),
    NOW,
  );
  expect(bar.pieces).toEqual([{ from: 100_000, to: NOW, kind: 'push', certain: true }]);
  expect(bar.marks.map(({ kind }) => kind)).toEqual(['request', 'frame', 'error', 'online']);
});

it('a push whose end is inferred is uncertain from its last event on', () => {
  const bar = pushBar(
    push({ status: 'stopped', statusAt: at(400), stopInferred: true, requestedAt: at(100) }),
    NOW,
  );
  expect(bar.pieces.map(({ to, certain }) => [to / 1_000, certain])).toEqual([
    [200, true],
    [400, false],
  ]);
  expect(bar.marks.at(-1)).toEqual({ at: 400_000, kind: 'inferred' });
});
