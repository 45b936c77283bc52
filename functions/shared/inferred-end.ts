// An end that nobody told, as a register of an item: recounts alone write it, and may take it back.
import * as v from 'valibot';

/** An end that a recount has judged, or none. */
export interface JudgedEnd<Reason extends string> {
  /** When it ended. */
  readonly at: string;
  readonly reason: Reason;
}

/** The register: an end, and the sum of `facts` (F) that it was judged by. */
export interface InferredEnd<Reason extends string> extends JudgedEnd<Reason> {
  readonly facts: number;
}

/** The attribute `inferredEnd` of an item that ends for one of these reasons. */
export const inferredEndAttribute = <const Reasons extends readonly string[]>(reasons: Reasons) =>
  v.pipe(
    v.object({ at: v.pipe(v.string(), v.isoTimestamp()), reason: v.picklist(reasons), facts: v.number() }),
    v.description(
      '`{at, reason, facts}`: the end that follows from what is known, and the sum of `facts` of the channel and its stays that it follows from; what was told goes before it; absent where none follows',
    ),
  );

/**
 * What the register becomes by a judgement. One of fewer facts than the standing one changes nothing; none takes a
 * standing one back only by more facts. So an older judgement never undoes a newer one.
 *
 * @param facts - the sum of `facts` that was judged by
 */
export const judgedAnew = <Reason extends string>(
  standing: InferredEnd<Reason> | undefined,
  judged: JudgedEnd<Reason> | undefined,
  facts: number,
): InferredEnd<Reason> | undefined => {
  if (standing === undefined) return judged && { ...judged, facts };
  if (facts < standing.facts) return standing;
  if (judged === undefined) return facts > standing.facts ? undefined : standing;
  // The same again is not worth a write: what takes it back must know more than this judgement all the same.
  return judged.at === standing.at && judged.reason === standing.reason ? standing : { ...judged, facts };
};
