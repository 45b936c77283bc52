// Times, lengths of time and numbers, as people read them.
import { type Language, type Settings, useSettings, useWords, type Zone } from './settings';
import type { Words } from './words-en';

const locale = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB');

const timeZone = (zone: Zone) => (zone === 'utc' ? { timeZone: 'UTC' } : {});

/** The browser's zone. */
export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A number with its thousands apart. */
export const count = (value: number | undefined, language: Language): string =>
  value === undefined ? '–' : value.toLocaleString(locale(language));

const formatters = new Map<string, Intl.DateTimeFormat>();

const formatter = (language: Language, zone: Zone, options: Intl.DateTimeFormatOptions) => {
  const key = `${language} ${zone} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale(language), { hourCycle: 'h23', ...options, ...timeZone(zone) });
  formatters.set(key, made);
  return made;
};

const clock = { hour: '2-digit', minute: '2-digit' } as const;
const second = { ...clock, second: '2-digit' } as const;
const day = { day: 'numeric', month: 'short' } as const;

/** A time of day; with the date where it is not today. */
export const shortTime = (at: number, { language, zone }: Settings, now = Date.now()): string => {
  const dayOf = (time: number) => formatter(language, zone, { ...day, year: 'numeric' }).format(time);
  if (dayOf(at) === dayOf(now)) return formatter(language, zone, second).format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return formatter(language, zone, { ...day, ...(sameYear ? {} : { year: 'numeric' }), ...clock }).format(at);
};

/** Date and time to the second. */
export const fullTime = (at: number, { language, zone }: Settings): string =>
  formatter(language, zone, { ...day, year: 'numeric', ...second }).format(at);

/** What an axis of time says at a tick. */
export const tickTime = (at: number, stepMs: number, { language, zone }: Settings): string => {
  if (stepMs >= 86_400_000) return formatter(language, zone, day).format(at);
  const text = formatter(language, zone, stepMs < 60_000 ? second : clock).format(at);
  return /^00:00(:00)?$/.test(text) ? formatter(language, zone, day).format(at) : text;
};

/** A length of time in its two greatest units. */
export const duration = (seconds: number | undefined, words: Words): string => {
  if (seconds === undefined) return '–';
  const whole = Math.round(seconds);
  const units: readonly (readonly [number, string])[] = [
    [86_400, words.days],
    [3_600, words.hours],
    [60, words.minutes],
    [1, words.seconds],
  ];
  const first = units.findIndex(([size]) => whole >= size);
  if (first < 0) return `0 ${words.seconds}`;
  let rest = whole;
  return units
    .slice(first, first + 2)
    .map(([size, unit]) => {
      const part = Math.floor(rest / size);
      rest %= size;
      return part === 0 ? '' : `${part} ${unit}`;
    })
    .filter((part) => part !== '')
    .join(' ');
};

/** A time as people read it, with the other zone's on a closer look. */
export const Time = ({ at, full = false }: { readonly at: string | undefined; readonly full?: boolean }) => {
  const settings = useSettings();
  const words = useWords();
  if (at === undefined) return <span class="muted">{words.unknown}</span>;
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={bothZones(time, settings)}>
      {full ? fullTime(time, settings) : shortTime(time, settings)}
    </time>
  );
};

/** A time in the browser's zone and in UTC. */
export const bothZones = (at: number, { language }: Settings): string =>
  `${fullTime(at, { language, zone: 'local' })} ${browserZone()} · ${fullTime(at, { language, zone: 'utc' })} UTC`;
