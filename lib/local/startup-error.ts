// The one error of the embedded stack whose message is meant for the person who typed `npm start`.

/** Thrown when the embedded stack cannot start; its message is one line that says what to change. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
