// What the projections make of messages, over tables in memory.

import { sources } from '../../functions/contract/events';
import { memoryTables, projectionsOver } from '../helpers/projections';
import { rawMessage } from '../helpers/queue-messages';
import type { Tables } from '../helpers/target';

/** A message for a projection. */
export interface ProjectionMessage {
  readonly source: unknown;
  readonly body: string;
}

/** Projects messages, one at a time and in order. Throws where one is not taken. */
export const foldInMemory = async (messages: readonly ProjectionMessage[]): Promise<Tables> => {
  const tables = memoryTables();
  const projections = projectionsOver(tables, { to: (table) => table });
  for (const [index, { source, body }] of messages.entries()) {
    const project = source === sources.rtc ? projections.rtc : projections.cdn;
    const { batchItemFailures } = await project(
      { Records: [rawMessage(String(index), body)] },
      { getRemainingTimeInMillis: () => 55_000 },
    );
    if (batchItemFailures.length > 0) throw new Error(`a projection did not take ${body}`);
  }
  return {
    channelSessions: tables.channelSessions.items().map((item) => ({ ...item })),
    userSessions: tables.userSessions.items().map((item) => ({ ...item })),
    cdnStreams: tables.cdnStreams.items().map((item) => ({ ...item })),
  };
};
