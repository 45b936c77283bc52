// Units that DynamoDB would bill for the simulator's day, by table and index.

import type { Bench, Row } from '../bench';
import { TABLE_ITSELF } from '../billed-table';
import { simulatedDay } from '../day';
import { billedTables, projector } from '../projecting';

/** An item of this size and below is written for one unit. */
const WRITE_UNIT_BYTES = 1_024;

export const units: Bench = {
  name: 'units',
  compares:
    "units per notification as DynamoDB bills them, on the simulator's day: 1,000 channels, 20 users each, 10 % duplicates",
  async run(short): Promise<Row[]> {
    const tables = billedTables();
    const day = simulatedDay(short ? 200 : 1_000);
    await projector(tables)(day);
    const rows: Row[] = [{ what: 'notifications', value: day.length, unit: '' }];
    const all = Object.entries(tables);
    for (const [name, { bill }] of all) {
      for (const [part, count] of Object.entries(bill.writeUnits)) {
        const what = part === TABLE_ITSELF ? name : `${name} · ${part}`;
        rows.push({ what: `write units, ${what}`, value: count / day.length, unit: 'per notification' });
      }
      rows.push({
        what: `read units, ${name}`,
        value: bill.readUnits / day.length,
        unit: 'per notification',
      });
    }
    const writes = all.reduce((sum, [, table]) => sum + table.writeUnitsInAll(), 0);
    const reads = all.reduce((sum, [, { bill }]) => sum + bill.readUnits, 0);
    return [
      ...rows,
      { what: 'write units in all', value: writes / day.length, unit: 'per notification' },
      { what: 'read units in all', value: reads / day.length, unit: 'per notification' },
      ...all.map(
        ([name, { bill }]): Row => ({
          what: `largest item, ${name}`,
          value: bill.largestItemBytes,
          unit: 'bytes',
          goal: WRITE_UNIT_BYTES,
          reached: 1_200,
        }),
      ),
    ];
  },
};
