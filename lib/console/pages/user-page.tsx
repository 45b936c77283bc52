// A user's stays over channels, on one axis of time.
import type { ComponentChildren } from 'preact';
import { type UserAnswer, userAnswer } from '../answers';
import type { StayItem } from '../items';
import { apiPath } from './api';
import { count, duration } from './format';
import { NamePage } from './name-page';
import { stayRange } from './picture/bars';
import { Timeline } from './picture/timeline';
import { useView } from './picture/view';
import { useSettings, useWords } from './settings';
import { stayRow } from './stay-rows';

const REFRESH_MS = 10_000;

/** A user. */
export const UserPage = ({ uid }: { readonly uid: string }) => {
  const words = useWords();
  return (
    <NamePage
      kind={words.user}
      name={uid}
      path={apiPath('users', uid)}
      schema={userAnswer}
      everyMs={REFRESH_MS}
      itemsOf={({ stays }) => stays}
      none={words.noUser}
    >
      {(shown) => <Stays {...shown} />}
    </NamePage>
  );
};

interface StaysProps {
  readonly answer: UserAnswer;
  readonly now: number;
  readonly pager: ComponentChildren;
}

const Stays = ({ answer: { stays }, now, pager }: StaysProps) => {
  const words = useWords();
  const settings = useSettings();
  const ranges = stays.map((stay) => stayRange(stay, now));
  const view = useView(Math.min(...ranges.map(([from]) => from)), Math.max(...ranges.map(([, to]) => to)));
  const total = ranges.reduce((sum, [from, to]) => sum + to - from, 0) / 1000;
  const facts = [
    [words.figure.stays, count(stays.length, settings.language)],
    [words.channels, count(new Set(stays.map(({ channelName }) => channelName)).size, settings.language)],
    [words.figure.userSeconds, duration(total, words)],
    [words.platformLabel, platforms(stays, words.platform)],
  ] as const;
  return (
    <>
      <dl class="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Timeline
        view={view}
        hasCurve={false}
        sections={[
          {
            key: 'stays',
            title: words.stays(stays.length),
            rows: stays.map((stay) => stayRow(stay, 'channel', { now, words, settings })),
            empty: words.noStays,
            after: pager,
          },
        ]}
      />
    </>
  );
};

const platforms = (stays: readonly StayItem[], labels: Readonly<Record<string, string>>): string =>
  [...new Set(stays.flatMap(({ platform }) => platform ?? []))]
    .map((name) => labels[name] ?? name)
    .join(', ') || '–';
