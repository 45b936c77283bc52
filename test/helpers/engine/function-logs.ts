// What the functions of the deployed stack printed, from their log groups in CloudWatch Logs.
import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { DeployedTarget } from './deployed-target';
import type { StackResource } from './deployment';

/** A line that a function printed as JSON: a warning, an error, or a line of metrics. */
export type LogLine = Readonly<Record<string, unknown>>;

/**
 * Every line in a function's log group since a time, oldest first.
 * @param since - Unix milliseconds; from the beginning where it is left out
 */
export const functionOutput = async (
  { clients, resources }: Pick<DeployedTarget, 'clients' | 'resources'>,
  fn: StackResource,
  since = 0,
): Promise<string[]> => {
  const config = fn.Properties?.LoggingConfig;
  const group = resources.pointedAt(isRecord(config) ? config.LogGroup : undefined);
  if (!group) throw new Error(`function ${fn.logicalId} has no log group in the stack`);
  const pages = paginateFilterLogEvents(
    { client: clients.cloudWatchLogs },
    { logGroupName: group.physicalId, startTime: since },
  );
  const lines: string[] = [];
  for await (const { events = [] } of pages) lines.push(...events.map(({ message = '' }) => message));
  return lines;
};

/** The lines among a function's output that are JSON objects; the platform's own lines are not. */
export const functionLogLines = async (...args: Parameters<typeof functionOutput>): Promise<LogLine[]> => {
  const lines = await functionOutput(...args);
  return lines.filter((line) => line.startsWith('{')).map((line): LogLine => JSON.parse(line));
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
