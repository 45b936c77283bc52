// A user's stays over channels, on one axis of time.
import { useState } from 'preact/hooks';
import { type UserAnswer, userAnswer } from '../answers';
import type { StayItem } from '../items';
import { Age } from './age';
import { apiPath, useAnswer } from './api';
import { FailurePanel } from './failure-panel';
import { count, duration } from './format';
import { Name } from './name';
import { usePageTitle } from './page-title';
import { stayRange } from './picture/bars';
import { Timeline } from './picture/timeline';
import { useView } from './picture/view';
import { useSettings, useWords } from './settings';
import { stayRow } from './stay-rows';
import { Pager } from './stay-tools';

const REFRESH_MS = 10_000;

/** A user. */
export const UserPage = ({ uid }: { readonly uid: string }) => {
  const words = useWords();
  const [pages, setPages] = useState<readonly string[]>([]);
  const page = pages.at(-1);
  const base = apiPath('users', uid);
  const path = page === undefined ? base : `${base}${base.includes('?') ? '&' : '?'}page=${page}`;
  const asked = useAnswer(path, userAnswer, REFRESH_MS);
  const { answer, failure } = asked;
  usePageTitle(uid);
  return (
    <main id="content" class="page">
      <header class="life-head">
        <h1>
          <span class="kind">{words.user}</span> <Name>{uid}</Name>
          <span class="outcome">
            <Age asked={asked} />
          </span>
        </h1>
      </header>
      {failure && <FailurePanel failure={failure} />}
      {!answer && !failure && <p class="muted">{words.loading}</p>}
      {answer && answer.stays.length === 0 && <p class="empty">{words.noUser}</p>}
      {answer && answer.stays.length > 0 && (
        <Stays
          answer={answer}
          now={asked.at ?? Date.now()}
          pager={
            <Pager
              page={pages.length}
              shown={answer.stays.length}
              all={undefined}
              loading={asked.loading}
              onNext={answer.next === null ? undefined : () => setPages([...pages, answer.next ?? ''])}
              onPrevious={pages.length === 0 ? undefined : () => setPages(pages.slice(0, -1))}
            />
          }
        />
      )}
    </main>
  );
};

interface StaysProps {
  readonly answer: UserAnswer;
  readonly now: number;
  readonly pager: preact.ComponentChildren;
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
