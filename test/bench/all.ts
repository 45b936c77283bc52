// Every bench, in the order in which they run and are listed.
import type { Bench } from './bench';
import { arrival } from './benches/arrival';
import { calls } from './benches/calls';
import { coldStart } from './benches/cold-start';
import { cost } from './benches/cost';
import { destroy } from './benches/destroy';
import { growth } from './benches/growth';
import { ingestHandler } from './benches/ingest-handler';
import { largeChannel } from './benches/large-channel';
import { peer } from './benches/peer';
import { reports } from './benches/reports';
import { stormBench, stormMillion } from './benches/storm';
import { tableCalls } from './benches/table-calls';
import { units } from './benches/units';

export const benches: readonly Bench[] = [
  arrival,
  ingestHandler,
  coldStart,
  calls,
  tableCalls,
  units,
  cost,
  growth,
  destroy,
  largeChannel,
  reports,
  stormBench,
  stormMillion,
  peer,
];
