// Asks the console's API, once or again and again.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import * as v from 'valibot';
import { failureAnswer } from '../answers';
import type { FailureCode } from '../failure-codes';

/** Why there is no answer. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
}

/** What is known of an answer. */
export interface Asked<Answer> {
  readonly answer?: Answer;
  /** When the answer came, in Unix milliseconds. */
  readonly at?: number;
  /** Why the latest question had no answer; the answer is then an older one. */
  readonly failure?: Failure;
  readonly loading: boolean;
  readonly ask: () => void;
}

/** A question's way in the API, for a name of any characters. */
export const apiPath = (kind: 'channels' | 'sessions' | 'users' | 'curves', name: string): string =>
  namedPath(`/api/${kind}`, name);

/** A page's way, for a name of any characters. */
export const pagePath = (kind: 'channels' | 'sessions' | 'users', name: string): string =>
  namedPath(`/${kind}`, name);

/** `.` and `..` cannot be a piece of a path, however they are written. */
const namedPath = (path: string, name: string): string =>
  /^\.{1,2}$/.test(name)
    ? `${path}?name=${encodeURIComponent(name)}`
    : `${path}/${encodeURIComponent(name.toWellFormed())}`;

/** A way with more in its query. */
export const withQuery = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
  const more = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return more.length === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${more.join('&')}`;
};

/** One question. */
export const fetchAnswer = async <Answer>(
  path: string,
  schema: v.GenericSchema<unknown, Answer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer | Failure> => {
  try {
    const response = await fetch(path, { headers });
    const body: unknown = await response.json();
    if (response.ok) return v.parse(schema, body);
    return v.parse(failureAnswer, body).error;
  } catch (error) {
    return {
      code: 'unreachable',
      message: `The console does not answer: does it still run? (${String(error)})`,
    };
  }
};

/** Tells a failure from an answer. */
export const isFailure = (answer: object): answer is Failure => 'code' in answer && 'message' in answer;

/** How long after a failure the question is asked again, in milliseconds. */
const RETRY_MS = 5_000;

/**
 * Asks a question, and again after a while where it is to be kept fresh, but not while nobody looks.
 *
 * @param everyMs - how often; 0 = once
 */
export const useAnswer = <Answer extends object>(
  path: string | undefined,
  schema: v.GenericSchema<unknown, Answer>,
  everyMs: number,
): Asked<Answer> => {
  const [state, setState] = useState<Omit<Asked<Answer>, 'ask'> & { readonly path?: string }>({
    loading: true,
  });
  const asking = useRef(0);
  const ask = useCallback(() => {
    if (path === undefined) return;
    asking.current += 1;
    const number = asking.current;
    setState((before) => ({ ...before, loading: true }));
    void fetchAnswer(path, schema).then((answer) => {
      // A later question has overtaken this one.
      if (number !== asking.current) return;
      if (isFailure(answer)) {
        setState((before) => ({
          ...(before.path === path ? before : {}),
          path,
          failure: answer,
          loading: false,
        }));
      } else setState({ answer, at: Date.now(), path, loading: false });
    });
  }, [path, schema]);
  useEffect(ask, [ask]);
  const wait = state.failure && state.failure.code !== 'not-found' ? RETRY_MS : everyMs;
  useEffect(() => {
    if (wait === 0) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) ask();
    }, wait);
    const seen = () => {
      if (!document.hidden) ask();
    };
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [ask, wait]);
  return { ...state, ask };
};
