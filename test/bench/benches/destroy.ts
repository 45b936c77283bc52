// The end of a channel with 100,000 stays, on a clock on which its partition takes 1,000 writes a second.
import type { SQSBatchResponse } from 'aws-lambda';
import type { UserSession } from '../../../functions/rtc-sessions/user-session';
import type { ItemTable } from '../../../functions/shared/projection-store';
import { MAX_RECEIVES } from '../../../lib/constructs/projection';
import { functionLimits } from '../../../lib/function-limits';
import type { Bench, Row } from '../bench';
import type { BilledTable } from '../billed-table';
import { channel } from '../channels';
import { billedTables, preloadStays, projector, rtcHandler, sqsEvent } from '../projecting';

/** What one partition takes, as DynamoDB's developer guide has it: 1,000 write units and 3,000 read units a second. */
const PARTITION = { writesPerMs: 1, readUnitsPerMs: 3 };
/** For the short form: as long a time with fewer stays. */
const SLOWER_PARTITION = { writesPerMs: 0.2, readUnitsPerMs: 0.6 };
const FUNCTION_TIMEOUT_MS = functionLimits['rtc-sessions'].timeoutMs;

/** The stays' table on a clock of its own, and how many items the reader has been given and not yet come back from. */
class SlowPartition implements ItemTable<UserSession> {
  nowMs = 0;
  largestPage = 0;
  heapBytes = 0;
  #writes = 0;

  constructor(
    private readonly table: BilledTable<UserSession>,
    private readonly speed: typeof PARTITION,
  ) {}

  get: ItemTable<UserSession>['get'] = (keys) => this.table.get(keys);

  async put(item: UserSession, expectedRevision: number | undefined): Promise<boolean> {
    this.nowMs += 1 / this.speed.writesPerMs;
    if (this.#writes++ % 10_000 === 0) {
      global.gc?.();
      this.heapBytes = Math.max(this.heapBytes, process.memoryUsage().heapUsed);
    }
    return this.table.put(item, expectedRevision);
  }

  async *query(partition: string): AsyncGenerator<readonly UserSession[]> {
    let units = this.table.bill.readUnits;
    for await (const page of this.table.query(partition)) {
      this.nowMs += (this.table.bill.readUnits - units) / this.speed.readUnitsPerMs;
      this.largestPage = Math.max(this.largestPage, page.length);
      yield page;
      units = this.table.bill.readUnits;
    }
  }
}

export const destroy: Bench = {
  name: 'destroy',
  compares:
    'a destroy of a channel with 100,000 stays, on a clock on which its partition takes 1,000 writes a second',
  async run(short): Promise<Row[]> {
    // Also in the short form more than one invocation can close.
    const users = short ? 12_000 : 100_000;
    const tables = billedTables();
    const { create, join, destroy: end } = channel(0);
    await projector(tables)([create()]);
    await preloadStays(
      tables.UserSessions,
      Array.from({ length: users }, (_, user) => join(user)),
    );
    const slow = new SlowPartition(tables.UserSessions, short ? SLOWER_PARTITION : PARTITION);
    const handler = rtcHandler({ ChannelSessions: tables.ChannelSessions, UserSessions: slow });
    const message = sqsEvent([end()]);
    global.gc?.();
    const heapBefore = process.memoryUsage().heapUsed;
    let receives = 0;
    let longestMs = 0;
    let response: SQSBatchResponse;
    do {
      receives++;
      const startedMs = slow.nowMs;
      response = await handler(message, {
        getRemainingTimeInMillis: () => FUNCTION_TIMEOUT_MS - (slow.nowMs - startedMs),
      });
      longestMs = Math.max(longestMs, slow.nowMs - startedMs);
    } while (response.batchItemFailures.length > 0 && receives < 2 * MAX_RECEIVES);
    const open = tables.UserSessions.memory.items().filter(({ status }) => status === 'online').length;
    return [
      { what: 'stays', value: users, unit: '' },
      { what: 'receives', value: receives, unit: '', goal: MAX_RECEIVES },
      { what: 'stays left open', value: open, unit: '', goal: 0, comparison: 'exactly' },
      { what: 'longest invocation', value: longestMs / 1000, unit: 's', goal: FUNCTION_TIMEOUT_MS / 1000 },
      { what: 'most stays held at once', value: slow.largestPage, unit: '' },
      {
        what: 'heap above its start, tables in memory included',
        value: Math.max(0, slow.heapBytes - heapBefore) / 1e6,
        unit: 'MB',
      },
    ];
  },
};
