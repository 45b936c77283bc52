// What is wrong now, one entry each.
import { useState } from 'preact/hooks';
import type { Trouble } from '../answers';
import { Time } from './format';
import { EndReason } from './life-outcome';
import { Name, NameLink } from './name';
import { PushError, PushStatus } from './push-status';
import { useWords } from './settings';

/** The others are shown when asked for: they would hide what is live on a narrow screen. */
const FIRST_ENTRIES = 8;

/** The list. */
export const Troubles = ({ troubles }: { readonly troubles: readonly Trouble[] }) => {
  const words = useWords();
  const [all, setAll] = useState(false);
  if (troubles.length === 0) return <p class="empty">{words.noTroubles}</p>;
  const shown = all ? troubles : troubles.slice(0, FIRST_ENTRIES);
  const more = troubles.length - shown.length;
  return (
    <>
      <ul class="troubles">
        {shown.map((trouble, index) => (
          // Two pushes may look alike once their keys are masked.
          <li key={`${keyOf(trouble)} ${index}`} class={trouble.kind === 'channel' ? 'mild' : undefined}>
            <Entry trouble={trouble} />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          {words.moreTroubles(more)}
        </button>
      )}
    </>
  );
};

const keyOf = (trouble: Trouble): string =>
  trouble.kind === 'queue' ? trouble.queue : trouble.kind === 'push' ? trouble.channel : trouble.channelSId;

const Entry = ({ trouble }: { readonly trouble: Trouble }) => {
  const words = useWords();
  if (trouble.kind === 'queue') {
    return (
      <>
        <strong>
          {trouble.dead ? words.queueDead(trouble.messages) : words.queueWaiting(trouble.messages)}
        </strong>
        <span class="address">{trouble.queue}</span>
        <span class="muted">{words.queueHint(trouble.dead)}</span>
      </>
    );
  }
  if (trouble.kind === 'push') {
    return (
      <>
        <span class="line">
          <strong>
            <PushStatus status={trouble.status} />
          </strong>
          <NameLink kind="channels" name={trouble.channel} />
          <Time at={trouble.statusAt} />
        </span>
        <PushError push={trouble} />
        <span class="address">{trouble.stream}</span>
      </>
    );
  }
  return (
    <>
      <span class="line">
        <strong>{words.endedByInference}</strong>
        <NameLink kind="sessions" name={trouble.channelSId}>
          <Name>{trouble.channelName}</Name>
        </NameLink>
        <Time at={trouble.endedAt} />
      </span>
      <span>
        <EndReason report={trouble} />
      </span>
    </>
  );
};
