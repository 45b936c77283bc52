// The page about a name: what is known of it comes in pages, newest first.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type * as v from 'valibot';
import { Age } from './age';
import { useAnswer, withQuery } from './api';
import { FailurePanel } from './failure-panel';
import { Name } from './name';
import { usePageTitle } from './page-title';
import { useWords } from './settings';
import { Pager } from './stay-tools';

interface NamePageProps<Answer> {
  /** What bears the name. */
  readonly kind: string;
  readonly name: string;
  /** The question's way in the API. */
  readonly path: string;
  readonly schema: v.GenericSchema<unknown, Answer>;
  /** How often it is asked again, in milliseconds. */
  readonly everyMs: number;
  readonly itemsOf: (answer: Answer) => readonly unknown[];
  /** What to say where there are no items. */
  readonly none: string;
  readonly children: (shown: {
    readonly answer: Answer;
    readonly now: number;
    readonly pager: ComponentChildren;
  }) => ComponentChildren;
}

/** A page about a name. */
export const NamePage = <Answer extends { readonly next: string | null }>(props: NamePageProps<Answer>) => {
  const { kind, name, path, schema, everyMs, itemsOf, none, children } = props;
  const words = useWords();
  const [pages, setPages] = useState<readonly string[]>([]);
  const asked = useAnswer(withQuery(path, { page: pages.at(-1) }), schema, everyMs);
  const { answer, failure, loading } = asked;
  usePageTitle(name);
  const shown = answer === undefined ? 0 : itemsOf(answer).length;
  return (
    <main id="content" class="page">
      <header class="life-head">
        <h1>
          <span class="kind">{kind}</span> <Name>{name}</Name>
          <span class="outcome">
            <Age asked={asked} />
          </span>
        </h1>
      </header>
      {failure && <FailurePanel failure={failure} />}
      {!answer && !failure && <p class="muted">{words.loading}</p>}
      {answer && shown === 0 && <p class="empty">{none}</p>}
      {answer &&
        shown > 0 &&
        children({
          answer,
          now: asked.at ?? Date.now(),
          pager: (
            <Pager
              pages={pages}
              next={answer.next}
              shown={shown}
              all={undefined}
              loading={loading}
              onPages={setPages}
            />
          ),
        })}
    </main>
  );
};
