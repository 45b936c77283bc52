// What the pages and scripts tell failures by, and the statuses of the answers.

/** The statuses of the failures by their code. */
export const failureStatus = {
  'not-found': 404,
  'bad-request': 400,
  forbidden: 403,
  method: 405,
  'no-region': 503,
  'no-credentials': 503,
  'no-permission': 503,
  'no-stack': 503,
  'no-table': 503,
  throttled: 503,
  unreachable: 503,
  'other-version': 500,
  fault: 500,
} as const;

/** What kind of failure it is. */
export type FailureCode = keyof typeof failureStatus;

/** All of them. */
export const failureCodes = Object.keys(failureStatus) as FailureCode[];
