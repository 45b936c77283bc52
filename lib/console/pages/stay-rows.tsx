// Stays and pushes as rows of a timeline.
import type { PushItem, StayItem } from '../items';
import { bothZones, duration, fullTime, Time } from './format';
import { Inferred } from './life-outcome';
import { Name, NameLink } from './name';
import { MarkSample } from './picture/bar';
import { type Mark, pushBar, rolesOf, stayBar, stayRange } from './picture/bars';
import type { TimelineRow } from './picture/timeline';
import { ErrorBesideStatus, PushError, PushStatus } from './push-status';
import { RoleName, Swatch } from './roles';
import type { Settings } from './settings';
import type { Words } from './words-en';

/** What a row needs beside its item. */
export interface RowContext {
  readonly now: number;
  readonly words: Words;
  readonly settings: Settings;
}

const seconds = (stay: StayItem, now: number): number => {
  const [from, to] = stayRange(stay, now);
  return (to - from) / 1000;
};

/** Why and how surely a stay ended. */
const StayEnd = ({
  stay,
  words,
  mark,
}: {
  readonly stay: StayItem;
  readonly words: Words;
  readonly mark: Mark['kind'];
}) => (
  <span class={stay.leftAt === undefined ? 'stay-end online' : 'stay-end'}>
    <MarkSample kind={mark} />
    {stay.leftAt === undefined
      ? words.stillOnline
      : (words.leaveReason[stay.leaveReason ?? ''] ?? stay.leaveReason ?? words.unknown)}
    {stay.leaveInferred && (
      <>
        {' '}
        <Inferred title={words.inferredEnd} />
      </>
    )}
  </span>
);

/**
 * A stay as a row.
 *
 * @param by - what stands before the bar: who, in a channel's picture; where, in a user's
 */
export const stayRow = (
  stay: StayItem,
  by: 'user' | 'channel',
  { now, words, settings }: RowContext,
): TimelineRow => {
  const bar = stayBar(stay, now);
  const mark = bar.marks.at(-1)?.kind ?? 'end';
  const [from, to] = stayRange(stay, now);
  const length = duration(seconds(stay, now), words);
  const reason = words.leaveReason[stay.leaveReason ?? ''] ?? stay.leaveReason ?? '';
  const role = words.role[stay.role];
  const exact = (at: string | undefined) =>
    at === undefined ? words.unknown : bothZones(Date.parse(at), settings);
  return {
    key: `${stay.channelSId} ${stay.uSId}`,
    label: (
      <>
        <span class="who">
          <Swatch role={stay.role} />
          {by === 'user' ? (
            <NameLink kind="users" name={stay.uid} />
          ) : (
            <NameLink kind="sessions" name={stay.channelSId}>
              <Name>{stay.channelName}</Name>
            </NameLink>
          )}
        </span>
        <span class="aside">{by === 'user' ? role : <Time at={stay.joinedAt ?? stay.firstEventAt} />}</span>
      </>
    ),
    end: (
      <>
        <span class="length">{length}</span>
        <StayEnd stay={stay} words={words} mark={mark} />
      </>
    ),
    bar,
    text: [
      by === 'user' ? stay.uid : stay.channelName,
      role,
      `${fullTime(from, settings)} – ${stay.leftAt === undefined ? words.stillOnline : fullTime(to, settings)}`,
      length,
      ...(reason === '' ? [] : [stay.leaveInferred ? `${reason}, ${words.inferred}` : reason]),
    ].join(', '),
    details: [
      by === 'user'
        ? [words.user, <Name>{stay.uid}</Name>]
        : [words.channel, <Name>{stay.channelName}</Name>],
      [words.roleLabel, <RoleHistory stay={stay} settings={settings} />],
      ...(stay.platform === undefined
        ? []
        : [[words.platformLabel, words.platform[stay.platform] ?? stay.platform] as const]),
      stay.joinedAt === undefined
        ? [words.firstSeen, exact(stay.firstEventAt)]
        : [words.joined, exact(stay.joinedAt)],
      [words.left, stay.leftAt === undefined ? words.stillOnline : exact(stay.leftAt)],
      ...(stay.leaveInferred ? [[words.lastSeen, exact(stay.lastEventAt)] as const] : []),
      [words.length, length],
      ...(reason === ''
        ? []
        : [[words.reason, stay.leaveInferred ? `${reason} (${words.inferredEnd})` : reason] as const]),
    ],
  };
};

const RoleHistory = ({ stay, settings }: { readonly stay: StayItem; readonly settings: Settings }) => {
  const roles = rolesOf(stay);
  if (roles.length < 2) return <RoleName role={stay.role} />;
  return (
    <>
      {roles.map(({ role, since }) => (
        <span key={since} class="role-since">
          <RoleName role={role} /> {fullTime(Date.parse(since), settings)}
        </span>
      ))}
    </>
  );
};

/** A push as a row. */
export const pushRow = (push: PushItem, index: number, { now, words, settings }: RowContext): TimelineRow => {
  const bar = pushBar(push, now);
  const { video, audio } = push;
  const exact = (at: string) => bothZones(Date.parse(at), settings);
  const media = [
    video && [video.codec, video.profile, video.width && `${video.width}×${video.height}`],
    audio && [audio.codec, audio.profile, audio.sampleRate && `${audio.sampleRate} Hz`],
  ]
    .map((parts) => parts?.filter(Boolean).join(' '))
    .filter(Boolean)
    .join(' · ');
  const status = words.pushStatus[push.status ?? ''] ?? words.unknown;
  return {
    // Two pushes may look alike once their keys are masked.
    key: `push ${index}`,
    label: (
      <span class="who address" title={push.stream}>
        {push.stream}
      </span>
    ),
    end: (
      <>
        <PushStatus status={push.status} />
        {push.stopInferred && <Inferred title={words.inferredEnd} />}
        <ErrorBesideStatus push={push} />
      </>
    ),
    bar,
    text: [
      push.stream,
      status,
      ...(push.lastError ? [`${push.lastError.code} ${push.lastError.meaning}`] : []),
    ].join(', '),
    details: [
      [words.address, push.stream],
      [words.statusLabel, <PushStatus key="status" status={push.status} />],
      ...(push.statusAt === undefined ? [] : [[words.since, exact(push.statusAt)] as const]),
      ...(push.requestedAt === undefined ? [] : [[words.requested, exact(push.requestedAt)] as const]),
      ...(push.firstFrameElapsedMs === undefined
        ? []
        : [[words.firstFrame, words.after(push.firstFrameElapsedMs)] as const]),
      ...(media === '' ? [] : [[words.media, media] as const]),
      ...(push.lastError === undefined
        ? []
        : [
            [words.lastError, <PushError key="error" push={push} />] as const,
            [words.lastErrorAt, exact(push.lastError.at)] as const,
          ]),
    ],
  };
};
