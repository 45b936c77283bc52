// The one error whose message is meant for the person who typed a command.

/** Thrown where a command cannot go on; its message is one line that says what is wrong and what to change. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  /** @param exitStatus - of the process */
  constructor(
    message: string,
    readonly exitStatus = 1,
  ) {
    super(message);
  }
}
