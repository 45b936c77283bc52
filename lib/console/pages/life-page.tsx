// One life of a channel: its curve, its stays, its pushes, its figures.
import { useState } from 'preact/hooks';
import { curveAnswer, type SessionAnswer, type StayOrder, sessionAnswer } from '../answers';
import { Age } from './age';
import { apiPath, useAnswer, withQuery } from './api';
import { FailurePanel } from './failure-panel';
import { Figures } from './figures';
import { duration, Time } from './format';
import { EndReason, StartTime } from './life-outcome';
import { Name, NameLink } from './name';
import { usePageTitle } from './page-title';
import { curveSteps } from './picture/curve';
import { Timeline } from './picture/timeline';
import { useView } from './picture/view';
import { useSettings, useWords } from './settings';
import { pushRow, stayRow } from './stay-rows';
import { Pager, SortChoice } from './stay-tools';

/** How often a life that goes on is asked for anew, in milliseconds. */
const REFRESH_MS = 10_000;

/** Where the person is among the stays: the pages that led here, and the order. */
interface Place {
  readonly pages: readonly string[];
  readonly order?: StayOrder;
}

/** A life. */
export const LifePage = ({ channelSId }: { readonly channelSId: string }) => {
  const words = useWords();
  const [place, setPlace] = useState<Place>({ pages: [] });
  const [live, setLive] = useState(true);
  const path = withQuery(apiPath('sessions', channelSId), {
    page: place.pages.at(-1),
    sort: place.order,
  });
  const asked = useAnswer(path, sessionAnswer, live ? REFRESH_MS : 0);
  const { answer, failure } = asked;
  const isLive = answer?.report.status !== 'ended';
  if (isLive !== live) setLive(isLive);
  usePageTitle(answer?.channel.channelName ?? channelSId);
  return (
    <main id="content" class="page">
      {failure && <FailurePanel failure={failure} />}
      {!answer && !failure && <p class="muted">{words.loading}</p>}
      {answer && (
        <>
          <LifeHead answer={answer} age={isLive ? <Age asked={asked} /> : null} />
          <Life
            answer={answer}
            loading={asked.loading}
            place={place}
            now={asked.at ?? Date.now()}
            onPlace={setPlace}
          />
          <Figures report={answer.report} />
        </>
      )}
    </main>
  );
};

interface LifeHeadProps {
  readonly answer: SessionAnswer;
  readonly age: preact.ComponentChildren;
}

const LifeHead = ({ answer: { channel, report }, age }: LifeHeadProps) => {
  const words = useWords();
  return (
    <header class="life-head">
      <h1>
        <Name>{channel.channelName}</Name>
        <span class="outcome">
          <EndReason report={report} /> {age}
        </span>
        <span class="outcome">
          <NameLink kind="channels" name={channel.channelName}>
            {words.allLives}
          </NameLink>
        </span>
      </h1>
      <dl class="facts">
        <div>
          <dt>{words.started}</dt>
          <dd>
            <StartTime report={report} />
          </dd>
        </div>
        {report.status === 'ended' && (
          <>
            <div>
              <dt>{words.ended}</dt>
              <dd>
                <Time at={report.endedAt} />
              </dd>
            </div>
            <div>
              <dt>{words.lasted}</dt>
              <dd>{duration(report.durationSeconds, words)}</dd>
            </div>
          </>
        )}
        <div>
          <dt>{words.session}</dt>
          <dd>
            <Name>{channel.channelSId}</Name>
          </dd>
        </div>
      </dl>
    </header>
  );
};

interface LifeProps {
  readonly answer: SessionAnswer;
  readonly loading: boolean;
  readonly place: Place;
  readonly now: number;
  readonly onPlace: (place: Place) => void;
}

const Life = ({ answer, loading, place, now, onPlace }: LifeProps) => {
  const words = useWords();
  const settings = useSettings();
  const { channel, report, stays, pushes, next, order } = answer;
  // Where the report's own curve is all there is to have, it needs no further question.
  const known = report.curve !== undefined && order === 'key';
  const curve = useAnswer(
    known ? undefined : apiPath('curves', channel.channelSId),
    curveAnswer,
    report.status === 'live' ? REFRESH_MS : 0,
  );
  const startedAt = Date.parse(report.startedAt ?? channel.firstEventAt);
  const endedAt = report.endedAt === undefined ? now : Date.parse(report.endedAt);
  const points = known ? report.curve : (curve.answer?.curve ?? (curve.failure ? report.curve : undefined));
  const steps =
    points && curveSteps(points, curve.answer ? Date.parse(curve.answer.startedAt) : startedAt, endedAt);
  const from = Math.min(startedAt, steps?.[0]?.at ?? startedAt);
  const view = useView(from, Math.max(endedAt, steps?.at(-1)?.at ?? endedAt));
  const context = { now, words, settings };
  const coarse = known || curve.answer?.exact === false;
  return (
    <Timeline
      view={view}
      hasCurve
      atRest={report.status === 'live' ? endedAt : undefined}
      steps={steps}
      sections={[
        {
          key: 'stays',
          title: words.stays(report.stays ?? stays.length),
          rows: stays.map((stay) => stayRow(stay, 'user', context)),
          empty: words.noStays,
          tools: (
            <SortChoice
              order={order}
              count={report.stays ?? stays.length}
              loading={loading && (place.order ?? order) !== order}
              onChoose={(chosen) => onPlace({ pages: [], order: chosen })}
            />
          ),
          after: (
            <>
              <Pager
                pages={place.pages}
                next={next}
                shown={stays.length}
                all={report.stays}
                loading={loading}
                onPages={(pages) => onPlace({ ...place, pages })}
              />
              {coarse && <p class="muted">{words.coarse}</p>}
            </>
          ),
        },
        {
          key: 'pushes',
          title: words.pushes,
          rows: pushes.map((push, index) => pushRow(push, index, context)),
          empty: words.noPushes,
        },
      ]}
    />
  );
};
