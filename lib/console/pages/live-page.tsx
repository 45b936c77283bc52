// The first page: what is live, what ended last, what is wrong.
import { useState } from 'preact/hooks';
import { type LiveAnswer, liveAnswer } from '../answers';
import type { PushItem, ReportItem } from '../items';
import { Age } from './age';
import { useAnswer } from './api';
import { FailurePanel } from './failure-panel';
import { count, duration, Time } from './format';
import { EndReason } from './life-outcome';
import { LiveChannels } from './live-channels';
import { Name, NameLink } from './name';
import { usePageTitle } from './page-title';
import { ErrorBesideStatus, PushStatus } from './push-status';
import { useSettings, useWords } from './settings';
import { Troubles } from './troubles';

/** How often the page asks anew, in milliseconds; longer where there is much to read. */
const REFRESH_MS = 3_000;
const REFRESH_MS_PER_CHANNEL = 5;

/** What is live now. */
export const LivePage = () => {
  const words = useWords();
  const [paused, setPaused] = useState(false);
  const [known, setKnown] = useState(0);
  const asked = useAnswer('/api/live', liveAnswer, paused ? 0 : REFRESH_MS + REFRESH_MS_PER_CHANNEL * known);
  const { answer, failure } = asked;
  const channelCount = answer?.channels.length ?? 0;
  if (channelCount !== known) setKnown(channelCount);
  usePageTitle(words.live);
  return (
    <main id="content" class="page live-page">
      <div class="page-head">
        <h1 class="unseen">{words.live}</h1>
        {answer && <Summary live={answer} />}
        <p class="refresh">
          <Age asked={asked} />
          <button type="button" aria-pressed={paused} onClick={() => setPaused(!paused)}>
            {paused ? words.resume : words.pause}
          </button>
        </p>
      </div>
      {failure && <FailurePanel failure={failure} />}
      {!answer && !failure && <p class="muted">{words.loading}</p>}
      {answer && (
        <div class="columns">
          <div class="live-area">
            <LiveChannels channels={answer.channels} pushes={answer.pushes} />
            <OtherPushes channels={answer.channels} pushes={answer.pushes} />
          </div>
          <section class="troubles-area" aria-labelledby="troubles">
            <h2 id="troubles">{words.troubles}</h2>
            <Troubles troubles={answer.troubles} />
          </section>
          <EndedLast ended={answer.ended} />
        </div>
      )}
    </main>
  );
};

const Summary = ({ live: { channels, pushes, troubles } }: { readonly live: LiveAnswer }) => {
  const words = useWords();
  const { language } = useSettings();
  const people = channels.reduce((sum, { onlineUsers = 0 }) => sum + onlineUsers, 0);
  const figures = [
    { label: words.liveChannels, value: channels.length },
    { label: words.people, value: people },
    { label: words.activePushes, value: pushes.length },
    { label: words.troubles, value: troubles.length, bad: troubles.length > 0 },
  ];
  return (
    <dl class="summary">
      {figures.map(({ label, value, bad }) => (
        <div key={label} class={bad ? 'bad' : undefined}>
          <dt>{label}</dt>
          <dd>{count(value, language)}</dd>
        </div>
      ))}
    </dl>
  );
};

interface OtherPushesProps {
  readonly channels: readonly ReportItem[];
  readonly pushes: readonly PushItem[];
}

/** Active pushes whose channel is in no row above: its notifications may go elsewhere. */
const OtherPushes = ({ channels, pushes }: OtherPushesProps) => {
  const words = useWords();
  const live = new Set(channels.map(({ channelName }) => channelName));
  const others = pushes.filter(({ channel }) => !live.has(channel));
  if (others.length === 0) return null;
  return (
    <section class="other-pushes" aria-labelledby="other-pushes">
      <h2 id="other-pushes">{words.otherPushes}</h2>
      <ul>
        {others.map((push, index) => (
          // Two pushes may look alike once their keys are masked.
          <li key={`${push.channel} ${index}`}>
            <PushStatus status={push.status} /> <Time at={push.statusAt} />
            <NameLink kind="channels" name={push.channel} />
            <span class="address">{push.stream}</span> <ErrorBesideStatus push={push} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const EndedLast = ({ ended }: { readonly ended: readonly ReportItem[] }) => {
  const words = useWords();
  const { language } = useSettings();
  return (
    <section class="ended-area" aria-labelledby="ended-last">
      <h2 id="ended-last">{words.endedLast}</h2>
      {ended.length === 0 ? (
        <p class="empty">{words.noEnded}</p>
      ) : (
        <table class="ended">
          <thead>
            <tr>
              <th scope="col">{words.channel}</th>
              <th scope="col">{words.ended}</th>
              <th scope="col">{words.reason}</th>
              <th scope="col" class="number">
                {words.lasted}
              </th>
              <th scope="col" class="number">
                {words.users}
              </th>
              <th scope="col" class="number">
                {words.peak}
              </th>
            </tr>
          </thead>
          <tbody>
            {ended.map((report) => (
              <tr key={report.channelSId}>
                <th scope="row">
                  <NameLink kind="sessions" name={report.channelSId}>
                    <Name>{report.channelName}</Name>
                  </NameLink>
                </th>
                <td>
                  <Time at={report.endedAt} />
                </td>
                <td>
                  <EndReason report={report} />
                </td>
                <td class="number" data-label={words.lasted}>
                  {duration(report.durationSeconds, words)}
                </td>
                <td class="number" data-label={words.users}>
                  {count(report.users, language)}
                </td>
                <td class="number" data-label={words.peak}>
                  {count(report.peakOnlineUsers, language)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
