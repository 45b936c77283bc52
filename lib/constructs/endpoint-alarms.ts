// The alarms on the endpoint: what it answers, and what it no longer hears.
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { ComparisonOperator, MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FIVE_MINUTES, MINUTE, sumOf, usedIn } from './metrics';
import type { Shared } from './shared';

/** An answer that takes longer may come too late for the sender, which waits for 5 s. */
const SLOW_MS = 4_000;
/** Refused signatures in five minutes that are more than a scanner passing by. */
const REFUSED_SIGNATURES = 100;
/** The tries of one notification: as many refusals, with nothing accepted, and a notification may be lost. */
const TRIES = 3;

/** Adds the alarms on the endpoint. */
export const watchEndpoint = (api: HttpApi, { alarms, metrics, config }: Shared): void => {
  const accepted = metrics.accepted();
  alarms.add('EndpointErrors', 'Endpoint 5xx', 'The endpoint answered 5xx: notifications were not taken.', {
    metric: api.metricServerError({ statistic: Stats.SUM, period: FIVE_MINUTES }),
    threshold: 1,
  });
  alarms.add(
    'SlowAnswers',
    'Slow answers',
    'One answer in a hundred took longer than 4 s: the sender waits for 5 s, and then tries again.',
    { metric: api.metricLatency({ statistic: 'p99', period: FIVE_MINUTES }), threshold: SLOW_MS },
  );
  alarms.add(
    'ThrottledRequests',
    'Throttled requests (429)',
    'Requests over the throttle were answered 429; a sender that meets three of them gives a notification up.',
    { metric: metrics.throttledRequests(), threshold: 1 },
  );
  alarms.add(
    'UnrecognizedNotifications',
    'Unrecognized notifications',
    'Authentic notifications came that the contract does not accept; they are on the bus and not in the tables.',
    { metric: metrics.unrecognized(), threshold: 1 },
  );
  alarms.add(
    'RefusedSignatures',
    'Refused signatures',
    'Many requests had no valid signature: a rotated secret, or somebody guessing.',
    { metric: metrics.refused('signature'), threshold: REFUSED_SIGNATURES },
  );
  for (const [id, reason] of [
    ['UnreadableBodies', 'not JSON'],
    ['UnreadableEnvelopes', 'envelope'],
  ] as const) {
    alarms.add(
      id,
      'Unreadable notifications',
      `Authentic notifications were refused (${reason}): they are lost after three tries.`,
      { metric: metrics.refused(reason), threshold: 1 },
    );
  }
  alarms.add(
    'NothingAccepted',
    'Refused signatures',
    'Every request for ten minutes had no valid signature: the stored secret is not the one that anyRTC signs with.',
    {
      // Refusals count only where nothing was accepted, which no plain metric tells; a scanner alone is no wrong secret
      // where notifications come, and where few come, a wrong secret refuses too few for the alarm above.
      metric: new MathExpression({
        expression: `IF(${sumOf(accepted)} == 0, FILL(refused, 0), 0)`,
        usingMetrics: { ...usedIn(accepted), refused: metrics.refused('signature') },
        period: FIVE_MINUTES,
        label: 'refused, with nothing accepted',
      }),
      threshold: TRIES,
      evaluationPeriods: 2,
    },
  );
  if (config.silenceMinutes === 0) return;
  alarms.add('Silence', 'Silence', `No notification has come for ${config.silenceMinutes} minutes.`, {
    // A sum over the sources, which no plain metric is: the API's own count includes refused requests.
    metric: new MathExpression({
      expression: sumOf(accepted),
      usingMetrics: usedIn(accepted),
      period: MINUTE,
      label: 'accepted',
    }),
    threshold: 1,
    evaluationPeriods: config.silenceMinutes,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
  });
};
