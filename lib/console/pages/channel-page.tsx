// The lives of a channel, newest first.
import { channelAnswer } from '../answers';
import type { ReportItem } from '../items';
import { apiPath } from './api';
import { count, duration, Time } from './format';
import { EndReason, StartTime } from './life-outcome';
import { Name, NameLink } from './name';
import { NamePage } from './name-page';
import { onlineCounts, RoleFigures } from './roles';
import { useSettings, useWords } from './settings';

const REFRESH_MS = 5_000;

/** A channel. */
export const ChannelPage = ({ name }: { readonly name: string }) => {
  const words = useWords();
  return (
    <NamePage
      kind={words.channel}
      name={name}
      path={apiPath('channels', name)}
      schema={channelAnswer}
      everyMs={REFRESH_MS}
      itemsOf={({ lives }) => lives}
      none={words.noLives}
    >
      {({ answer, pager }) => (
        <>
          <Lives lives={answer.lives} />
          {pager}
        </>
      )}
    </NamePage>
  );
};

const Lives = ({ lives }: { readonly lives: readonly ReportItem[] }) => {
  const words = useWords();
  const { language } = useSettings();
  return (
    <table class="lives">
      <caption>{words.lives}</caption>
      <thead>
        <tr>
          <th scope="col">{words.started}</th>
          <th scope="col">{words.ended}</th>
          <th scope="col">{words.reason}</th>
          <th scope="col" class="number">
            {words.lasted}
          </th>
          <th scope="col" class="number">
            {words.users}
          </th>
          <th scope="col" class="number">
            {words.figure.stays}
          </th>
          <th scope="col" class="number">
            {words.leavesInferredShort}
          </th>
          <th scope="col" class="number">
            {words.peak}
          </th>
          <th scope="col">{words.online}</th>
        </tr>
      </thead>
      <tbody>
        {lives.map((life) => (
          <Life key={life.channelSId} life={life} words={words} language={language} />
        ))}
      </tbody>
    </table>
  );
};

interface LifeProps {
  readonly life: ReportItem;
  readonly words: ReturnType<typeof useWords>;
  readonly language: ReturnType<typeof useSettings>['language'];
}

const Life = ({ life, words, language }: LifeProps) => {
  const counts = life.status === 'live' ? onlineCounts(life) : undefined;
  const uncertain = life.quality?.leavesInferred ?? 0;
  return (
    <tr>
      <th scope="row">
        <NameLink kind="sessions" name={life.channelSId}>
          {life.startedAt === undefined ? <Name>{life.channelSId}</Name> : <StartTime report={life} />}
        </NameLink>
      </th>
      <td>{life.status === 'live' ? '' : <Time at={life.endedAt} />}</td>
      <td>
        <EndReason report={life} />
      </td>
      <td class="number" data-label={words.lasted}>
        {duration(life.durationSeconds, words)}
      </td>
      <td class="number" data-label={words.users}>
        {count(life.users, language)}
      </td>
      <td class="number" data-label={words.figure.stays}>
        {count(life.stays, language)}
      </td>
      <td class="number" data-label={words.leavesInferredShort}>
        {uncertain === 0 ? '–' : count(uncertain, language)}
      </td>
      <td class="number" data-label={words.peak}>
        {count(life.peakOnlineUsers, language)}
      </td>
      <td>{counts && <RoleFigures counts={counts} />}</td>
    </tr>
  );
};
