// Calls on the tables per user event, in batches of ten, of one channel and of ten.
import type { RtcNotification } from '../../../functions/contract/rtc';
import type { Bench, Row } from '../bench';
import { channel } from '../channels';
import { billedTables, projector } from '../projecting';

const BATCHES = 20;

/** @param channels - how many channels the ten events of a batch are of */
const measure = async (channels: number): Promise<Row[]> => {
  const tables = billedTables();
  const project = projector(tables);
  const all = Array.from({ length: channels }, (_, n) => channel(n));
  // The create has come first, as in ordinary life.
  await project(all.map(({ create }) => create()));
  const events: RtcNotification[] = [];
  for (const kind of ['join', 'leave'] as const) {
    for (let user = 0; user < BATCHES * 10; user++) {
      for (const one of all.slice(user % channels, (user % channels) + 1)) events.push(one[kind](user));
    }
  }
  const bills = () => [tables.ChannelSessions.bill, tables.UserSessions.bill];
  const reads = () => bills().reduce((sum, { readCalls }) => sum + readCalls, 0);
  const writes = () => bills().reduce((sum, { writeCalls }) => sum + writeCalls, 0);
  const counted = async (): Promise<{ read: number; write: number }> => {
    const before = { read: reads(), write: writes() };
    await project(events);
    return {
      read: (reads() - before.read) / events.length,
      write: (writes() - before.write) / events.length,
    };
  };
  const first = await counted();
  const duplicates = await counted();
  const of = channels === 1 ? 'one channel' : `${channels} channels`;
  return [
    { what: `read calls per event, ${of}`, value: first.read, unit: 'calls', goal: 0.25 },
    { what: `write calls per event, ${of}`, value: first.write, unit: 'calls', goal: 1 },
    {
      what: `write calls per duplicate, ${of}`,
      value: duplicates.write,
      unit: 'calls',
      goal: 0,
      comparison: 'exactly',
    },
  ];
};

export const tableCalls: Bench = {
  name: 'table-calls',
  compares:
    'calls on the tables per user event, in batches of 10, of one channel and of ten; a create has come first',
  async run(): Promise<Row[]> {
    return [...(await measure(1)), ...(await measure(10))];
  },
};
