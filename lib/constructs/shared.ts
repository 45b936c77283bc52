// What every construct of the bundle is given.
import type { Config } from '../config';
import type { Alarms } from './alarms';
import type { OwnMetrics } from './metrics';

/** What every construct of the bundle is given. */
export interface Shared {
  readonly config: Config;
  /** The metrics that the bundle itself writes. */
  readonly metrics: OwnMetrics;
  readonly alarms: Alarms;
}
