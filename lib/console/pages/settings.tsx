// What the person chose: language and time zone. Both are kept for the next visit.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en, type Words } from './words-en';
import { zh } from './words-zh';

/** A language of the pages. */
export type Language = 'en' | 'zh';

/** In which zone times are shown. */
export type Zone = 'local' | 'utc';

/** What the person chose. */
export interface Settings {
  readonly language: Language;
  readonly zone: Zone;
}

const dictionaries: Readonly<Record<Language, Words>> = { en, zh };

/** The settings of the pages. */
export const SettingsContext = createContext<Settings>({ language: 'en', zone: 'local' });

/** What the page says, in the language that was chosen. */
export const useWords = (): Words => dictionaries[useContext(SettingsContext).language];

/** Language and zone. */
export const useSettings = (): Settings => useContext(SettingsContext);

/** What was chosen before; else the browser's language, and its zone. */
export const storedSettings = (): Settings => {
  const language = stored('language') ?? navigator.language;
  return {
    language: language.toLowerCase().startsWith('zh') ? 'zh' : 'en',
    zone: stored('zone') === 'utc' ? 'utc' : 'local',
  };
};

/** Keeps what was chosen. */
export const storeSettings = ({ language, zone }: Settings): void => {
  try {
    localStorage.setItem('language', language);
    localStorage.setItem('zone', zone);
  } catch {
    // A browser that keeps nothing still shows the pages.
  }
};

const stored = (key: string): string | undefined => {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
};
