// What the functions tell their operators: metrics as one EMF line, warnings and errors as log lines.
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import * as v from 'valibot';

/** Every metric that the functions write, with its unit. Alarms, dashboard and docs take their names from here. */
export const metricUnits = {
  /** Notifications answered 200, by source. */
  Accepted: MetricUnit.Count,
  /** Requests answered otherwise, by reason. */
  Refused: MetricUnit.Count,
  /** Accepted notifications that the contract does not know or accept. */
  Unrecognized: MetricUnit.Count,
  /** Requests that only ask whether the address is alive, by reason: nothing was forwarded. */
  HealthTests: MetricUnit.Count,
  /** Requests that wait for a signing secret: each when it comes, and each time it is handed back without one. */
  KeptUnverified: MetricUnit.Count,
  /** Requests that waited for a signing secret and turned out not to be authentic, or not usable, by reason. */
  Dropped: MetricUnit.Count,
  /** Notifications that the bus did not take and the parking queue keeps, by source. */
  Parked: MetricUnit.Count,
  /** Parked events, and requests that waited for a secret, that the bus took at last. */
  Republished: MetricUnit.Count,
  /** How long each parked event that was tried has waited. */
  ParkedAge: MetricUnit.Milliseconds,
  /** Messages that a projection has processed and that changed a table. */
  Projected: MetricUnit.Count,
  /** Messages that a projection has processed and that changed nothing: duplicates, and what is outdated. */
  Unchanged: MetricUnit.Count,
  /** Events older than an item would stay: forwarded, and not projected. */
  Expired: MetricUnit.Count,
  /** Writes that found the item changed by another writer and were tried again. */
  Conflicts: MetricUnit.Count,
  /** Channels that were counted. */
  Recounted: MetricUnit.Count,
  /** Ends of channels, stays and pushes that nobody told and a recount set, moved or took back. */
  EndsInferred: MetricUnit.Count,
  /** Channels in which something happened after a later life of their name had begun. */
  OverlappingLives: MetricUnit.Count,
  /** Time from a notification's event to its place in the table. */
  Lag: MetricUnit.Milliseconds,
} as const;

/** The name of a metric. */
export type MetricName = keyof typeof metricUnits;

/** One line of metrics. */
export interface MetricLine {
  /** A value, or one value for each message of a batch. */
  readonly values: Partial<Record<MetricName, number | readonly number[]>>;
  /** Few and coarse: every combination of values is billed by the month. */
  readonly dimensions: { readonly source: string } | { readonly reason: string };
  /** What a person searches the logs for. Never a secret, a stream address or a body. */
  readonly metadata?: Readonly<Record<string, string | undefined>>;
}

/** Where the functions write their metrics and log lines. */
export interface Observability {
  /** Writes one line of metrics at once, so that concurrent requests do not mix. */
  emit(line: MetricLine): void;
  warn(message: string, details: Readonly<Record<string, unknown>>): void;
  error(message: string, details: Readonly<Record<string, unknown>>): void;
}

/** An error as a log line shows it. */
export type ErrorDetails = {
  readonly errorName: string;
  readonly errorMessage: string;
  /** HTTP status of an AWS service's answer: some say nothing else of what is wrong. */
  readonly httpStatusCode?: number;
  /** The AWS service's own id of the request, for its support. */
  readonly awsRequestId?: string;
};

const answerSchema = v.object({
  $metadata: v.object({ httpStatusCode: v.optional(v.number()), requestId: v.optional(v.string()) }),
});

/** An error's name and message, and which answer of AWS it is; never its stack's arguments or its request. */
export const errorDetails = (error: unknown): ErrorDetails => {
  if (!(error instanceof Error)) return { errorName: 'unknown', errorMessage: String(error) };
  const answer = v.safeParse(answerSchema, error);
  const { httpStatusCode, requestId } = answer.success ? answer.output.$metadata : {};
  return {
    errorName: error.name,
    errorMessage: error.message,
    ...(httpStatusCode !== undefined && { httpStatusCode }),
    ...(requestId !== undefined && { awsRequestId: requestId }),
  };
};

/**
 * Powertools' metrics and logger. The namespace comes from POWERTOOLS_METRICS_NAMESPACE, so that two stages in
 * one account do not mix, and the log level from POWERTOOLS_LOG_LEVEL.
 */
export const createObservability = (): Observability => {
  const logger = new Logger();
  const metrics = new Metrics();
  // The function's name would be one more dimension, and each metric is written by one function only.
  metrics.clearDefaultDimensions();
  return {
    emit({ values, dimensions, metadata = {} }) {
      for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
      for (const [name, value] of Object.entries(metadata)) {
        if (value !== undefined) metrics.addMetadata(name, value);
      }
      let name: MetricName;
      for (name in values) {
        for (const value of [values[name] ?? []].flat()) metrics.addMetric(name, metricUnits[name], value);
      }
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
    warn: (message, details) => logger.warn(message, details),
    error: (message, details) => logger.error(message, details),
  };
};
