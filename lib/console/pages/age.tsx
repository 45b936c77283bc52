// How old the figures of a page are.
import { useEffect, useState } from 'preact/hooks';
import type { Asked } from './api';
import { useWords } from './settings';

/** The number of seconds since a time, counted on. */
const useAge = (at: number | undefined): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return at === undefined ? 0 : Math.max(0, Math.floor((now - at) / 1000));
};

/** After so many seconds without news, figures are called stale. */
const STALE_SECONDS = 15;

/** How old the figures are. */
export const Age = ({ asked: { at, failure } }: { readonly asked: Asked<object> }) => {
  const words = useWords();
  const age = useAge(at);
  if (at === undefined) return null;
  const stale = failure !== undefined && age >= STALE_SECONDS;
  return <span class={stale ? 'age stale' : 'age'}>{stale ? words.stale(age) : words.asOf(age)}</span>;
};
