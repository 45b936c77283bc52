// The page's name in the browser's title.
import { useEffect } from 'preact/hooks';
import { useWords } from './settings';

/** The page's name in the browser's title. */
export const usePageTitle = (title: string): void => {
  const words = useWords();
  useEffect(() => {
    document.title = `${title.slice(0, 80)} · ${words.product}`;
  }, [title, words]);
};
