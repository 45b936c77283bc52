// The live channels, the one with most people first.
import { useState } from 'preact/hooks';
import type { PushItem, ReportItem } from '../items';
import { count } from './format';
import { StartTime } from './life-outcome';
import { Name, NameLink } from './name';
import { PushCounts } from './push-status';
import { Legend, onlineCounts, RoleBar, RoleFigures } from './roles';
import { useSettings, useWords } from './settings';

/** More rows nobody reads: the filter finds the others. */
const MOST_ROWS = 500;

interface LiveChannelsProps {
  readonly channels: readonly ReportItem[];
  readonly pushes: readonly PushItem[];
}

/** The table, and a field that filters it. */
export const LiveChannels = ({ channels, pushes }: LiveChannelsProps) => {
  const words = useWords();
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const found = channels.filter(({ channelName }) => channelName.toLowerCase().includes(wanted));
  const shown = found.slice(0, MOST_ROWS);
  const most = Math.max(0, ...channels.map(({ onlineUsers = 0 }) => onlineUsers));
  return (
    <section aria-labelledby="live-channels">
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
      {found.length > shown.length && <p class="empty">{words.moreChannels(found.length - shown.length)}</p>}
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
