// Where the operators' commands print and ask.
import { createInterface } from 'node:readline/promises';
import { CommandFailure } from '../command-line/command-failure';

/** A person's terminal, or what stands for one. */
export interface Terminal {
  /** False where nobody can be asked. */
  readonly interactive: boolean;
  print(line: string): void;
  /** Asks for a line; `undefined` where the person gives none (Ctrl-C, Ctrl-D). */
  ask(question: string): Promise<string | undefined>;
}

/**
 * Asks for consent, unless it is given already.
 *
 * @param yes - whether `--yes` was given
 * @throws CommandFailure where there is nobody to ask
 */
export const hasConsent = async (terminal: Terminal, yes: boolean, question: string): Promise<boolean> => {
  if (yes) return true;
  if (!terminal.interactive) {
    throw new CommandFailure(
      'Nothing was done: there is no terminal to ask on; pass --yes to act without asking',
    );
  }
  const answer = await terminal.ask(`${question} [y/N] `);
  return /^\s*y(es)?\s*$/i.test(answer ?? '');
};

/** The terminal of this process. */
export const processTerminal = (): Terminal => ({
  interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
  print: (line) => {
    process.stdout.write(`${line}\n`);
  },
  ask: (question) =>
    new Promise((resolve, reject) => {
      const reader = createInterface({ input: process.stdin, output: process.stdout });
      // Where there is no answer, the cursor still stands behind the question.
      const unanswered = () => {
        process.stdout.write('\n');
        resolve(undefined);
      };
      reader.once('close', unanswered);
      reader
        .question(question)
        .then((answer) => resolve(answer), reject)
        .finally(() => {
          reader.off('close', unanswered);
          reader.close();
        });
    }),
});
