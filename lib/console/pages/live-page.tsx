// The first page: what is live, what ended last, what is wrong.
import { useState } from 'preact/hooks';
import { type LiveAnswer, liveAnswer } from '../answers';
import type { PushItem, ReportItem } from '../items';
import { Age } from './age';
import { useAnswer } from './api';
import { FailurePanel } from './failure-panel';
import { count, duration, Time } from './format';
import { EndReason, StartTime } from './life-outcome';
import { Name, NameLink } from './name';
import { usePageTitle } from './page-title';
import { PushCounts } from './push-status';
import { Legend, onlineCounts, RoleBar, RoleFigures } from './roles';
import { useSettings, useWords } from './settings';
import { Troubles } from './troubles';

/** How often the page asks anew, in milliseconds. */
const REFRESH_MS = 3_000;

/** What is live now. */
export const LivePage = () => {
  const words = useWords();
  const [paused, setPaused] = useState(false);
  const asked = useAnswer('/api/live', liveAnswer, paused ? 0 : REFRESH_MS);
  const { answer, failure } = asked;
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
          <LiveChannels channels={answer.channels} pushes={answer.pushes} />
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

interface LiveChannelsProps {
  readonly channels: readonly ReportItem[];
  readonly pushes: readonly PushItem[];
}

const LiveChannels = ({ channels, pushes }: LiveChannelsProps) => {
  const words = useWords();
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const shown = channels.filter(({ channelName }) => channelName.toLowerCase().includes(wanted));
  const most = Math.max(0, ...channels.map(({ onlineUsers = 0 }) => onlineUsers));
  return (
    <section class="live-area" aria-labelledby="live-channels">
      <div class="section-head">
        <h2 id="live-channels">{words.liveChannels}</h2>
        <Legend />
        <input
          type="search"
          class="filter"
          aria-label={words.filter}
          placeholder={words.filter}
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
        />
      </div>
      {shown.length === 0 ? (
        <p class="empty">{channels.length === 0 ? words.noLive : words.noMatch}</p>
      ) : (
        <table class="channels">
          <thead>
            <tr>
              <th scope="col">{words.channel}</th>
              <th scope="col" colSpan={2}>
                {words.online}
              </th>
              <th scope="col" class="number">
                {words.peak}
              </th>
              <th scope="col">{words.since}</th>
              <th scope="col">{words.pushes}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((report) => (
              <LiveChannel
                key={report.channelSId}
                report={report}
                most={most}
                pushes={pushes.filter(({ channel }) => channel === report.channelName)}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};

interface LiveChannelProps {
  readonly report: ReportItem;
  readonly most: number;
  readonly pushes: readonly PushItem[];
}

const LiveChannel = ({ report, most, pushes }: LiveChannelProps) => {
  const words = useWords();
  const { language } = useSettings();
  const counts = onlineCounts(report);
  return (
    <tr>
      <th scope="row">
        <NameLink kind="sessions" name={report.channelSId}>
          <Name>{report.channelName}</Name>
        </NameLink>
      </th>
      <td class="number online">{counts ? count(report.onlineUsers, language) : '–'}</td>
      <td class="by-role">
        {counts ? (
          <div>
            <RoleBar counts={counts} most={most} />
            <RoleFigures counts={counts} />
          </div>
        ) : (
          <span class="muted">{words.counting}</span>
        )}
      </td>
      <td class="number" data-label={words.peak}>
        {count(report.peakOnlineUsers, language)}
      </td>
      <td data-label={words.since}>
        <StartTime report={report} />
      </td>
      <td data-label={words.pushes}>
        <PushCounts pushes={pushes} />
      </td>
    </tr>
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
