// The console needs nothing of an item that the tables may leave out: else one item would take a whole page away.
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { cdnStreamSchema } from '../../../functions/cdn-streams/cdn-stream';
import { channelReportSchema } from '../../../functions/channel-reports/report-item';
import { channelSessionSchema } from '../../../functions/rtc-sessions/channel-session';
import { userSessionSchema } from '../../../functions/rtc-sessions/user-session';
import { channelItem, pushItem, reportItem, stayItem } from '../../../lib/console/items';
import { propertiesOf, requiredOf } from '../../../lib/event-schemas';

/** The paths that a schema requires, those of attributes within optional ones among them. */
const requiredPaths = (schema: JsonSchema, path = ''): string[] => [
  ...requiredOf(schema).map((name) => path + name),
  ...Object.entries(propertiesOf(schema)).flatMap(([name, property]) =>
    requiredPaths(property, `${path}${name}.`),
  ),
];

const pathsOf = (schema: v.GenericSchema): string[] =>
  requiredPaths(toJsonSchema(schema, { errorMode: 'ignore' }));

it.each([
  ['ChannelSessions', channelItem, channelSessionSchema],
  ['UserSessions', stayItem, userSessionSchema],
  ['CdnStreams', pushItem, cdnStreamSchema],
  ['ChannelReports', reportItem, channelReportSchema],
] as const)('needs of an item of %s what is always there alone', (_, needed, stored) => {
  const always = pathsOf(stored);
  expect(pathsOf(needed).length).toBeGreaterThan(2);
  expect(pathsOf(needed).filter((path) => !always.includes(path))).toEqual([]);
});
