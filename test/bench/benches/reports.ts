// What the channel reports cost: units, calls, invocations and dollars on top of the projections.

import { COUNTED_AT_ONCE } from '../../../functions/channel-reports/handler';
import type { Notification } from '../../../functions/contract/notification';
import { sentAtMs } from '../../../lib/simulator/delivery';
import type { Bench, Row } from '../bench';
import { channel } from '../channels';
import { type CountUse, countUse } from '../count-use';
import { simulatedDay } from '../day';
import { assumptions, gbSecondsOf, inFunction, prices } from '../prices';
import { Reporting } from '../reporting';

const MILLION = 1e6;
const GB = 1e9;
const MINUTE_MS = 60_000;
/** After the last notification: an empty channel is over after a quarter of an hour, and is told a minute later. */
const AFTER_MS = 20 * MINUTE_MS;
/** All of a channel's users join within this time, and leave within it. */
const COMING_MS = 30 * MINUTE_MS;

interface Timed {
  readonly notification: Notification;
  readonly atMs: number;
}

const dayOf = (channels: number): Timed[] =>
  simulatedDay(channels).map((notification) => ({ notification, atMs: sentAtMs(notification) }));

/** One channel: users come for half an hour, stay, and leave within half an hour; then it is destroyed. */
const channelOf = (users: number): Timed[] => {
  const { create, join, leave, destroy } = channel(0);
  const first = create();
  const beginMs = sentAtMs(first);
  const each = Array.from({ length: users }, (_, user) => user);
  return [
    { notification: first, atMs: beginMs },
    ...each.map((user) => ({ notification: join(user), atMs: beginMs + (user * COMING_MS) / users })),
    ...each.map((user) => ({
      notification: leave(user),
      atMs: beginMs + 2 * COMING_MS + (user * COMING_MS) / users,
    })),
    { notification: destroy(), atMs: beginMs + 3 * COMING_MS },
  ];
};

const play = async (timed: readonly Timed[]): Promise<Reporting> => {
  const reporting = new Reporting(timed[0]?.atMs ?? 0);
  for (const { notification, atMs } of timed) await reporting.project([notification], atMs);
  await reporting.until(reporting.nowMs + AFTER_MS);
  return reporting;
};

/** What the reports of what was played cost, per million notifications. */
const linesOf = (reporting: Reporting, notifications: number, { cpuMs, logBytes }: CountUse) => {
  const use = reporting.use();
  const per = (amount: number): number => amount / notifications;
  // The calls of a count wait for one another; the counts of an invocation, up to eight of them, do not. All take
  // their CPU, as much as the measured channels of some twenty stays.
  const inTurn = Math.ceil(use.recounts / use.invocations / COUNTED_AT_ONCE);
  const waitingMs = use.invocations * inTurn * (use.calls / use.recounts) * assumptions.dynamoDbCallMs;
  const gbSeconds = gbSecondsOf(
    'channel-reports',
    inFunction('channel-reports', use.recounts * cpuMs) + waitingMs,
  );
  const million = (amount: number, price: number): number => per(amount) * price * MILLION;
  const lines = [
    ['DynamoDB: writes', million(use.writeUnits, prices.dynamoDbWriteUnit)],
    ['DynamoDB: reads', million(use.readUnits, prices.dynamoDbReadUnit)],
    ['DynamoDB: reads of the streams by Lambda', million(use.records, prices.dynamoDbStreamReadByLambda)],
    ['Lambda: requests', million(use.invocations, prices.lambdaRequest)],
    ['Lambda: GB-seconds', million(gbSeconds, prices.lambdaArmGbSecond)],
    ['CloudWatch: logs', million((use.invocations * logBytes) / GB, prices.logGb)],
    ['EventBridge: reports', million(use.events, prices.eventBridgeEvent)],
  ] as const;
  return { use, per, lines, total: lines.reduce((sum, [, dollars]) => sum + dollars, 0) };
};

/** What one count of a channel of so many users reads and writes. */
const countRows = async (users: number): Promise<Row[]> => {
  const { create, join } = channel(0);
  const first = create();
  const reporting = new Reporting(sentAtMs(first));
  await reporting.project(
    [first, ...Array.from({ length: users }, (_, user) => join(user))],
    reporting.nowMs,
  );
  await reporting.until(reporting.nowMs + AFTER_MS);
  const before = reporting.use();
  await reporting.project([join(users)], reporting.nowMs);
  await reporting.until(reporting.nowMs + 30_000);
  const after = reporting.use();
  // The schedule looks into its index meanwhile.
  const looks = after.scheduled - before.scheduled;
  const name = `one count, ${users.toLocaleString('en-US')} users`;
  return [
    {
      what: `${name}: counts`,
      value: after.recounts - before.recounts,
      unit: '',
      goal: 1,
      comparison: 'exactly',
    },
    { what: `${name}: calls`, value: after.calls - before.calls - looks, unit: 'calls' },
    { what: `${name}: reads`, value: after.readUnits - before.readUnits - looks / 2, unit: 'units' },
    { what: `${name}: writes`, value: after.writeUnits - before.writeUnits, unit: 'units' },
  ];
};

export const reports: Bench = {
  name: 'reports',
  compares:
    'what counting adds to the projections: a count for each change that the streams bring within 5 s, as the deployed function is fed',
  async run(short): Promise<Row[]> {
    const day = dayOf(short ? 40 : 1_000);
    const played = await play(day);
    const count = await countUse(played, short ? 40 : 200);
    const { use, per, lines, total } = linesOf(played, day.length, count);
    const rows: Row[] = [
      { what: "the simulator's day: more", value: total, unit: 'USD per million', goal: 1.2, reached: 1.65 },
      ...lines.map(([what, value]): Row => ({ what: `line: ${what}`, value, unit: 'USD per million' })),
      { what: 'measured: counts', value: per(use.recounts), unit: 'per notification' },
      { what: 'measured: changes in the streams', value: per(use.records), unit: 'per notification' },
      { what: 'measured: invocations', value: per(use.invocations), unit: 'per notification' },
      { what: 'measured: calls on tables and indexes', value: per(use.calls), unit: 'per notification' },
      { what: 'measured: write units', value: per(use.writeUnits), unit: 'per notification' },
      { what: 'measured: read units', value: per(use.readUnits), unit: 'per notification' },
      { what: 'measured: CPU of a count', value: count.cpuMs, unit: 'ms' },
      { what: 'measured: log bytes', value: count.logBytes, unit: 'bytes per invocation' },
    ];
    for (const users of short ? [10, 100] : [10, 100, 10_000]) {
      const timed = channelOf(users);
      const found = linesOf(await play(timed), timed.length, count);
      const name = `a channel of ${users.toLocaleString('en-US')} users`;
      rows.push(
        { what: `${name}: more`, value: found.total, unit: 'USD per million' },
        { what: `${name}: counts`, value: found.per(found.use.recounts), unit: 'per notification' },
        { what: `${name}: write units`, value: found.per(found.use.writeUnits), unit: 'per notification' },
        { what: `${name}: read units`, value: found.per(found.use.readUnits), unit: 'per notification' },
        { what: `${name}: invocations`, value: found.per(found.use.invocations), unit: 'per notification' },
      );
    }
    for (const users of short ? [100, 1_000] : [100, 1_000, 10_000, 100_000])
      rows.push(...(await countRows(users)));
    return rows;
  },
};
