// The id of the stack, which is its name on AWS, too.

/** The id of the stack of a stage, or of the stack without one. */
export const stackIdOf = (stage: string | undefined): string =>
  stage === undefined ? 'AnyrtcNotifications' : `AnyrtcNotifications-${stage}`;
