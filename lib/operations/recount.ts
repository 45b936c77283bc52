// Counts lives of channels anew, whatever the tables' streams have said or forgotten.
import { paginateScan, QueryCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { CommandFailure } from '../command-line/command-failure';
import type { Source } from '../console/source';

/** Channels that one request counts. */
const CHANNELS_PER_REQUEST = 20;

/** Which lives: one of them, or those that were live at some time between two. */
export type RecountSelection = { readonly channelSId: string } | { readonly from: Date; readonly to: Date };

/** What a recount works with. */
export interface RecountTarget {
  readonly source: Pick<Source, 'dynamoDb' | 'tables'>;
  /** Counts channels. Rejects where it could not: with a CommandFailure where that may be due to one of them. */
  readonly count: (channelSIds: readonly string[]) => Promise<void>;
  /** Told how many channels were counted so far, of how many that were found. */
  readonly onProgress: (counted: number, found: number) => void;
}

const selected = v.object({ channelSId: v.string() });

/**
 * Counts the selected lives anew; it may be run any number of times. One that cannot be counted holds no other up.
 * Returns how many there were, 0 where none is selected.
 *
 * @throws CommandFailure that names those that could not be counted
 */
export const recount = async (
  selection: RecountSelection,
  { source, count, onProgress }: RecountTarget,
): Promise<number> => {
  const found =
    'channelSId' in selection
      ? await lifeNamed(selection.channelSId, source)
      : await liveBetween(selection, source);
  const failed: string[] = [];
  let reason = '';
  let counted = 0;
  for (let from = 0; from < found.length; from += CHANNELS_PER_REQUEST) {
    const channelSIds = found.slice(from, from + CHANNELS_PER_REQUEST);
    const failures = await failuresOf(channelSIds, count);
    counted += channelSIds.length - failures.length;
    onProgress(counted, found.length);
    for (const { channelSId, message } of failures) {
      failed.push(channelSId);
      reason = message;
    }
    // Then it is no life's fault, and the others would fare the same.
    if (failures.length === channelSIds.length) break;
  }
  if (failed.length === 0) return counted;
  throw new CommandFailure(
    `${reason} on ${failed.join(', ')}: its log says why. ${counted} of ${found.length} were counted; run the same again once it works`,
  );
};

/** Counts all of them at once; where that fails, one by one, and gives those that cannot be counted. */
const failuresOf = async (
  channelSIds: readonly string[],
  count: RecountTarget['count'],
): Promise<{ readonly channelSId: string; readonly message: string }[]> => {
  const message = await failureOf(channelSIds, count);
  if (message === undefined) return [];
  if (channelSIds.length === 1) return channelSIds.map((channelSId) => ({ channelSId, message }));
  const failures = [];
  for (const channelSId of channelSIds) failures.push(...(await failuresOf([channelSId], count)));
  return failures;
};

const failureOf = async (
  channelSIds: readonly string[],
  count: RecountTarget['count'],
): Promise<string | undefined> => {
  try {
    await count(channelSIds);
    return undefined;
  } catch (error) {
    if (error instanceof CommandFailure) return error.message;
    throw error;
  }
};

/** The id itself where there is such a life: a misspelt one must not look as if it had been counted. */
const lifeNamed = async (
  channelSId: string,
  { dynamoDb, tables }: RecountTarget['source'],
): Promise<string[]> => {
  const { Count: count } = await dynamoDb.send(
    new QueryCommand({
      TableName: tables.ChannelSessions,
      ConsistentRead: true,
      Select: 'COUNT',
      KeyConditionExpression: 'channelSId = :id',
      ExpressionAttributeValues: marshall({ ':id': channelSId }),
    }),
  );
  return count === 0 ? [] : [channelSId];
};

/** Channel session ids of the lives that began before the end, and had not ended before the beginning. */
const liveBetween = async (
  { from, to }: { readonly from: Date; readonly to: Date },
  { dynamoDb, tables }: RecountTarget['source'],
): Promise<string[]> => {
  const input: ScanCommandInput = {
    TableName: tables.ChannelSessions,
    ConsistentRead: true,
    ProjectionExpression: 'channelSId',
    FilterExpression: 'firstEventAt <= :to AND (attribute_not_exists(destroyedAt) OR destroyedAt >= :from)',
    ExpressionAttributeValues: marshall({ ':from': from.toISOString(), ':to': to.toISOString() }),
  };
  const found: string[] = [];
  for await (const { Items = [] } of paginateScan({ client: dynamoDb }, input)) {
    for (const item of Items) found.push(v.parse(selected, unmarshall(item)).channelSId);
  }
  return found;
};
