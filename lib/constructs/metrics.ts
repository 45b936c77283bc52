// The metrics that the bundle itself writes, for alarms and dashboard.
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type Source, sources } from '../../functions/contract/events';
import type { RefusalReason } from '../../functions/shared/errors';
import type { MetricName } from '../../functions/shared/observability';

export const MINUTE = Duration.minutes(1);
export const FIVE_MINUTES = Duration.minutes(5);

/** The metric of requests that API Gateway itself answered 429: a log filter writes it. */
export const THROTTLED_REQUESTS = 'ThrottledRequests';

/** The bundle's metrics, in their namespace, over five minutes. */
export class OwnMetrics {
  constructor(readonly namespace: string) {}

  /** A metric that the functions write. */
  of(metricName: MetricName, dimensions: Readonly<Record<string, string>>, statistic = Stats.SUM): Metric {
    return this.#metric(metricName, statistic, dimensions);
  }

  /** What was accepted, by source. */
  accepted(): Metric[] {
    return Object.values(sources).map((source) => this.of('Accepted', { source }).with({ label: source }));
  }

  refused(reason: RefusalReason): Metric {
    return this.of('Refused', { reason });
  }

  /** What the contract does not accept. */
  unrecognized(): Metric {
    return this.of('Unrecognized', { source: sources.unrecognized });
  }

  throttledRequests(): Metric {
    return this.#metric(THROTTLED_REQUESTS, Stats.SUM);
  }

  #metric(metricName: string, statistic: string, dimensionsMap?: Readonly<Record<string, string>>): Metric {
    return new Metric({
      namespace: this.namespace,
      metricName,
      statistic,
      period: FIVE_MINUTES,
      ...(dimensionsMap && { dimensionsMap }),
    });
  }
}

/** The sources whose events a projection folds. */
export const projectedSources = [sources.rtc, sources.cdn] as const satisfies readonly Source[];

/** Metrics as the variables of an expression. */
export const usedIn = (metrics: readonly Metric[]): Record<string, Metric> =>
  Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));

/** The expression of the sum of metrics that are {@link usedIn} it; missing data counts as 0. */
export const sumOf = (metrics: readonly Metric[]): string =>
  metrics.map((_, index) => `FILL(m${index}, 0)`).join(' + ');
