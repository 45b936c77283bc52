// The one error of the operators' commands whose message is meant for the person who typed them.

/** Thrown where a command cannot go on; its message is one line that says what is wrong and what to change. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}
