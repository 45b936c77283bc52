// The console in the browser: the shell around every page, and which page an address is.
import { type ComponentChildren, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { sourceAnswer } from '../answers';
import { useAnswer } from './api';
import { ChannelPage } from './channel-page';
import { FindField } from './find-field';
import { browserZone } from './format';
import { LifePage } from './life-page';
import { LivePage } from './live-page';
import { RolePatterns } from './roles';
import { type Settings, SettingsContext, storedSettings, storeSettings, useWords } from './settings';
import { UserPage } from './user-page';

/** The page that an address is, and the name in it. */
const pageOf = ({ pathname, search }: Location): ComponentChildren => {
  const [, kind = '', inPath, ...rest] = pathname.split('/');
  const name = inPath ? decoded(inPath) : (new URLSearchParams(search).get('name') ?? '');
  if (pathname === '/') return <LivePage />;
  if (rest.length > 0 || name === '') return <NoPage />;
  if (kind === 'channels') return <ChannelPage name={name} />;
  if (kind === 'sessions') return <LifePage channelSId={name} />;
  if (kind === 'users') return <UserPage uid={name} />;
  return <NoPage />;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
};

const NoPage = () => {
  const words = useWords();
  return (
    <main id="content" class="page">
      <h1>{words.notFound}</h1>
      <p>{words.noPage}</p>
    </main>
  );
};

const Source = () => {
  const words = useWords();
  const { answer } = useAnswer('/api/source', sourceAnswer, 0);
  if (answer === undefined) return null;
  return (
    <span class="source">
      {answer.stack ?? words.local}
      {answer.region !== null && <span class="muted"> {answer.region}</span>}
    </span>
  );
};

interface Choice {
  readonly value: string;
  readonly label: string;
  /** The label's language, where it is not the page's. */
  readonly lang?: string;
}

interface ChoicesProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChoose: (value: string) => void;
}

const Choices = ({ label, value, choices, onChoose }: ChoicesProps) => (
  <fieldset class="choices">
    <legend class="unseen">{label}</legend>
    {choices.map((choice) => (
      <button
        type="button"
        key={choice.value}
        lang={choice.lang}
        aria-pressed={choice.value === value}
        onClick={() => onChoose(choice.value)}
      >
        {choice.label}
      </button>
    ))}
  </fieldset>
);

interface HeaderProps {
  readonly settings: Settings;
  readonly onChange: (settings: Settings) => void;
}

const Header = ({ settings, onChange }: HeaderProps) => {
  const words = useWords();
  return (
    <header class="top">
      <a class="unseen" href="#content">
        {words.skip}
      </a>
      <a class="brand" href="/">
        <img src="/assets/icon.svg" alt="" width="18" height="18" />
        <span>{words.product}</span>
      </a>
      <Source />
      <FindField />
      <div class="switches">
        <Choices
          label={words.zone}
          value={settings.zone}
          choices={[
            { value: 'local', label: zoneName() },
            { value: 'utc', label: words.utc },
          ]}
          onChoose={(zone) => onChange({ ...settings, zone: zone === 'utc' ? 'utc' : 'local' })}
        />
        <Choices
          label={words.language}
          value={settings.language}
          choices={[
            { value: 'en', label: 'EN', lang: 'en' },
            { value: 'zh', label: '中文', lang: 'zh' },
          ]}
          onChoose={(language) => onChange({ ...settings, language: language === 'zh' ? 'zh' : 'en' })}
        />
      </div>
    </header>
  );
};

/** The city of the browser's zone. */
const zoneName = (): string => browserZone().split('/').at(-1)?.replaceAll('_', ' ') ?? '';

const Console = () => {
  const [settings, setSettings] = useState(storedSettings);
  useEffect(() => {
    document.documentElement.lang = settings.language === 'zh' ? 'zh-CN' : 'en';
  }, [settings.language]);
  const change = (next: Settings) => {
    storeSettings(next);
    setSettings(next);
  };
  return (
    <SettingsContext.Provider value={settings}>
      <RolePatterns />
      <Header settings={settings} onChange={change} />
      {pageOf(location)}
    </SettingsContext.Provider>
  );
};

render(<Console />, document.body);
