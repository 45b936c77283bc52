// Counts lives of channels anew, whatever the tables' streams have said or forgotten.
import { paginateScan, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { Source } from '../console/source';

/** Channels that one request counts. */
const CHANNELS_PER_REQUEST = 20;

/** Which lives: one of them, or those that were live at some time between two. */
export type RecountSelection = { readonly channelSId: string } | { readonly from: Date; readonly to: Date };

/** What a recount works with. */
export interface RecountTarget {
  readonly source: Pick<Source, 'dynamoDb' | 'tables'>;
  /** Counts channels. Rejects where it could not. */
  readonly count: (channelSIds: readonly string[]) => Promise<void>;
  /** Told how many channels were counted so far, of how many that were found. */
  readonly onProgress: (counted: number, found: number) => void;
}

const selected = v.object({ channelSId: v.string() });

/** Counts the selected lives anew; it may be run any number of times. Returns how many there were. */
export const recount = async (
  selection: RecountSelection,
  { source, count, onProgress }: RecountTarget,
): Promise<number> => {
  const found = 'channelSId' in selection ? [selection.channelSId] : await liveBetween(selection, source);
  let counted = 0;
  for (let from = 0; from < found.length; from += CHANNELS_PER_REQUEST) {
    const channelSIds = found.slice(from, from + CHANNELS_PER_REQUEST);
    await count(channelSIds);
    counted += channelSIds.length;
    onProgress(counted, found.length);
  }
  return counted;
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
