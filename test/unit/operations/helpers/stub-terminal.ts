// A terminal that keeps what is printed and answers what it was told to.
import type { Terminal } from '../../../../lib/operations/terminal';

/** A terminal for tests; without an answer there is nobody to ask. */
export const stubTerminal = (
  answer?: string,
): Terminal & { readonly lines: string[]; readonly questions: string[] } => {
  const lines: string[] = [];
  const questions: string[] = [];
  return {
    interactive: answer !== undefined,
    lines,
    questions,
    print: (line) => {
      lines.push(line);
    },
    ask: async (question) => {
      questions.push(question);
      return answer;
    },
  };
};
