// Where a list goes on, as a word that fits into an address.
import * as v from 'valibot';
import { ConsoleFailure } from './failures';
import type { PageKey } from './reader';

const schema = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string()));

/** The word for the key of a page's last item. */
export const pageToken = (key: PageKey): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** @throws ConsoleFailure where the word is none of ours */
export const readPageToken = (word: string | undefined): PageKey | undefined => {
  if (word === undefined || word === '') return undefined;
  const key = v.safeParse(schema, Buffer.from(word, 'base64url').toString());
  if (key.success) return key.output;
  throw badPage();
};

/** @throws ConsoleFailure where the word is no number of a page; 1 is the first */
export const readPageNumber = (word: string | undefined): number => {
  if (word === undefined || word === '') return 1;
  if (/^[1-9]\d{0,8}$/.test(word)) return Number(word);
  throw badPage();
};

const badPage = () =>
  new ConsoleFailure('bad-request', 'page: give what "next" of the page before says, or leave it out.');
