// The template as it is without any setting, and with all of them; what the tests of it look up.
import { nameOf, readable, synthesize } from '../helpers/synthesized';

/** The template without any setting. */
export const template = synthesize();

/** A template whose settings all differ from the defaults. */
export const synthesizeConfigured = () =>
  synthesize({
    stage: 'blue',
    retentionDays: '10',
    openRetentionDays: '20',
    archiveRetentionDays: '5',
    ignoredChannels: 'a, b',
    bodyLimitBytes: '2048',
    logRetentionDays: '7',
    throttleRate: '11',
    throttleBurst: '22',
  });

/** The readable properties of the resources of a type, by name. */
export const propertiesOf = (
  type: string,
  of = template,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> =>
  Object.fromEntries(
    of.ofType(type).map(([logicalId, { Properties }]) => [nameOf(logicalId), Object(readable(Properties))]),
  );

/** The functions of the bundle. */
export const functionNames = [
  'EndpointIngest',
  'ParkingRepublish',
  'RtcSessionsProjector',
  'CdnStreamsProjector',
  'ReportsReporter',
];
