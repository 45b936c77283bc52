// One field that takes a channel, a channel session, a user or a stream.
import { useRef, useState } from 'preact/hooks';
import { type FindAnswer, findAnswer } from '../answers';
import { type Failure, fetchAnswer, isFailure, pagePath } from './api';
import { NameLink } from './name';
import { PushStatus } from './push-status';
import { useWords } from './settings';

/** The one page that was found, where there is no other. */
const onlyPage = ({ channels, sessions, users, pushes }: FindAnswer): string | undefined => {
  const pages = new Set([
    ...channels.map(({ channelName }) => pagePath('channels', channelName)),
    ...sessions.map(({ channelSId }) => pagePath('sessions', channelSId)),
    ...users.map(({ uid }) => pagePath('users', uid)),
    ...pushes.map(({ channel }) => pagePath('channels', channel)),
  ]);
  return pages.size === 1 ? [...pages][0] : undefined;
};

/** The field, and what was found where that is not one page alone. */
export const FindField = () => {
  const words = useWords();
  const [found, setFound] = useState<FindAnswer | Failure>();
  const field = useRef<HTMLInputElement>(null);
  const find = async (event: Event) => {
    event.preventDefault();
    const text = field.current?.value.trim() ?? '';
    if (text === '') return;
    // In a header: what was typed may be an address with its publishing key, and addresses of pages get written down.
    const headers = { 'X-Find': encodeURIComponent(text.toWellFormed()) };
    const answer = await fetchAnswer('/api/find', findAnswer, headers);
    const page = isFailure(answer) ? undefined : onlyPage(answer);
    if (page === undefined) setFound(answer);
    else location.assign(page);
  };
  return (
    <search class="find">
      <form onSubmit={find}>
        <input
          ref={field}
          type="search"
          aria-label={words.find}
          placeholder={words.findPlaceholder}
          autocomplete="off"
          spellcheck={false}
          onKeyDown={({ key }) => key === 'Escape' && setFound(undefined)}
        />
        <button type="submit">{words.find}</button>
      </form>
      {found && (
        <section class="found" role="status">
          {isFailure(found) ? <p>{words.failures[found.code] ?? found.message}</p> : <Found found={found} />}
          <p class="muted">{words.findHint}</p>
        </section>
      )}
    </search>
  );
};

const Found = ({ found: { channels, sessions, users, pushes } }: { readonly found: FindAnswer }) => {
  const words = useWords();
  if (channels.length + sessions.length + users.length + pushes.length === 0) {
    return <p>{words.findNothing}</p>;
  }
  return (
    <ul>
      {channels.map(({ channelName }) => (
        <li key={`c${channelName}`}>
          <span class="muted">{words.asChannel}</span> <NameLink kind="channels" name={channelName} />
        </li>
      ))}
      {sessions.map(({ channelSId }) => (
        <li key={`s${channelSId}`}>
          <span class="muted">{words.asSession}</span> <NameLink kind="sessions" name={channelSId} />
        </li>
      ))}
      {users.map(({ uid }) => (
        <li key={`u${uid}`}>
          <span class="muted">{words.asUser}</span> <NameLink kind="users" name={uid} />
        </li>
      ))}
      {pushes.map(({ channel, stream, status }, index) => (
        // Two pushes may look alike once their keys are masked.
        <li key={`p${index}`}>
          <span class="muted">{words.asPush}</span> <NameLink kind="channels" name={channel} />{' '}
          <span class="address">{stream}</span> <PushStatus status={status} />
        </li>
      ))}
    </ul>
  );
};
