// The handler of sessions with tables whose calls are watched and can be made to fail.
import type { ChannelSession } from '../../../functions/rtc-sessions/channel-session';
import { createHandler } from '../../../functions/rtc-sessions/handler';
import type { UserSession } from '../../../functions/rtc-sessions/user-session';
import type { ItemTable, Key } from '../../../functions/shared/projection-store';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { MemoryTable } from '../../helpers/memory-table';
import { batchOf, messageOf, recordingObservability } from '../../helpers/queue-messages';

export const TEN = 1669111200;
export const ELEVEN = '2022-11-22T11:00:00.000Z';

/** A message: its id is the notice id. */
export const message = (
  eventType: number,
  id: string,
  ts = TEN,
  replaced: Readonly<Record<string, unknown>> = {},
) => messageOf(id, { ...notificationOf(documentedType(1, eventType), { ts, ...replaced }), noticeId: id });

/** Wraps a table so that calls can be watched and made to fail. */
class WatchedTable<Item extends { readonly revision: number }> implements ItemTable<Item> {
  readonly calls: string[] = [];
  fail: (call: 'get' | 'put' | 'query', subject: unknown) => Error | undefined = () => undefined;

  constructor(
    readonly name: string,
    readonly memory: MemoryTable<Item>,
    private readonly log: string[],
  ) {}

  #call(call: 'get' | 'put' | 'query', subject: unknown): void {
    this.log.push(`${call} ${this.name}`);
    const error = this.fail(call, subject);
    if (error) throw error;
  }

  async get(keys: readonly Key[]) {
    this.#call('get', keys);
    return this.memory.get(keys);
  }

  async put(item: Item, expectedRevision: number | undefined) {
    this.#call('put', item);
    return this.memory.put(item, expectedRevision);
  }

  async *query(partition: string) {
    this.#call('query', partition);
    yield* this.memory.query(partition);
  }
}

export const setUp = () => {
  const log: string[] = [];
  const channels = new WatchedTable<ChannelSession>(
    'channels',
    new MemoryTable<ChannelSession>({ partitionKey: 'channelSId' }),
    log,
  );
  const stays = new WatchedTable<UserSession>(
    'stays',
    new MemoryTable<UserSession>({ partitionKey: 'channelSId', sortKey: 'uSId' }),
    log,
  );
  const recording = recordingObservability();
  const clock = { remainingMs: 55_000 };
  const handler = createHandler({
    channelSessions: channels,
    userSessions: stays,
    settings: { retentionDays: 90, openRetentionDays: 365, ignoredChannels: ['test_webhook'] },
    observability: recording.observability,
    now: () => 1669111200000,
  });
  const deliver = async (...records: Parameters<typeof batchOf>): Promise<string[]> => {
    const { batchItemFailures } = await handler(batchOf(...records), {
      getRemainingTimeInMillis: () => clock.remainingMs,
    });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { deliver, channels, stays, log, clock, ...recording };
};
