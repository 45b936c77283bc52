// What is watched is written, and what is written is watched: alarms and dashboard against the functions' metrics.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { createHandler as createCdnStreams } from '../../functions/cdn-streams/handler';
import { sources } from '../../functions/contract/events';
import { createHandler as createIngest } from '../../functions/ingest/handler';
import { createHandler as createRepublish } from '../../functions/republish/handler';
import { createHandler as createRtcSessions } from '../../functions/rtc-sessions/handler';
import { refusalReasons } from '../../functions/shared/errors';
import type { MetricLine, Observability } from '../../functions/shared/observability';
import { metricUnits } from '../../functions/shared/observability';
import { requestMessage } from '../../functions/shared/parking-queue';
import { runbookHeadings } from '../../lib/constructs/alarms';
import { THROTTLED_REQUESTS } from '../../lib/constructs/metrics';
import { sign } from '../../lib/simulator/sign';
import { MemoryTable } from '../helpers/memory-table';
import { channelNotice } from '../helpers/notices';
import { batchOf, rawMessage } from '../helpers/queue-messages';
import { Reported } from '../helpers/reported';
import { sampleNamed, sampleSecret, samples } from '../helpers/samples';
import { makeStack } from '../helpers/synthesized';

const NAMESPACE = 'AnyrtcNotifications';

const synthesize = (context: Readonly<Record<string, unknown>> = {}) =>
  Template.fromStack(makeStack(context));

const seriesOf = (name: string, dimensions: Readonly<Record<string, string>>): string =>
  [name, ...Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${value}`)].join(' ');

interface AlarmMetric {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

/** The metrics of our own namespace that the template's alarms watch. */
const watchedByAlarms = (template: Template): Set<string> => {
  const watched = new Set<string>();
  const add = ({ Namespace, MetricName, Dimensions = [] }: AlarmMetric) => {
    if (Namespace !== NAMESPACE || MetricName === undefined) return;
    watched.add(seriesOf(MetricName, Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]))));
  };
  for (const { Properties } of Object.values(template.findResources('AWS::CloudWatch::Alarm'))) {
    add(Properties);
    for (const { MetricStat } of Properties.Metrics ?? []) if (MetricStat) add(MetricStat.Metric);
  }
  return watched;
};

/** The dashboard's body with what CloudFormation fills in left as a word. */
const dashboardOf = (template: Template): { widgets: { properties: { metrics?: unknown[][] } }[] } => {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const parts: unknown[] = dashboard?.Properties.DashboardBody['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'filled-in')).join(''));
};

const watchedByDashboard = (template: Template): Set<string> => {
  const watched = new Set<string>();
  for (const { properties } of dashboardOf(template).widgets) {
    for (const [namespace, name, ...rest] of properties.metrics ?? []) {
      if (namespace !== NAMESPACE) continue;
      const dimensions = rest.filter((part) => typeof part === 'string');
      const pairs = dimensions.flatMap((part, index) =>
        index % 2 === 0 ? [[part, dimensions[index + 1]]] : [],
      );
      watched.add(seriesOf(String(name), Object.fromEntries(pairs)));
    }
  }
  return watched;
};

/** Every metric that the real handlers write, over everything that can happen to a notification. */
const emitted = async (): Promise<Set<string>> => {
  const written = new Set<string>();
  const observability: Observability = {
    emit: ({ values, dimensions }: MetricLine) => {
      for (const name of Object.keys(values)) written.add(seriesOf(name, { ...dimensions }));
    },
    warn: () => {},
    error: () => {},
  };
  const secrets = { current: async () => [sampleSecret], refreshed: async () => [sampleSecret] };
  const none = { current: async () => [], refreshed: async () => [] };
  const fails = async () => Promise.reject(new Error('down'));
  const request = (body: string, signature = sign(Buffer.from(body), sampleSecret)) =>
    // biome-ignore lint/suspicious/noExplicitAny: the handler reads these fields of the event only
    ({ body, headers: { 'Ar-Signature': signature }, requestContext: { http: { method: 'POST' } } }) as any;
  const context = { awsRequestId: 'r' };
  const taking = { put: async () => {} };
  const refusing = { put: fails };
  const deps = { secrets, bus: taking, bodyLimitBytes: 2_000, ignoredChannels: [], observability };
  const parking = { park: async () => {}, keep: async () => {} };
  const one = (await sampleNamed('rtc-101-channel-create')).body.toString();
  for (const { body } of samples) {
    await createIngest(deps)(request(body.toString()), context);
    await createIngest({ ...deps, bus: refusing, parking })(request(body.toString()), context);
  }
  await createIngest(deps)(request('x'.repeat(2_001)), context);
  await createIngest({ ...deps, secrets: none, parking })(request(one), context);
  await createIngest(deps)(request('', ''), context);
  await createIngest({ ...deps, ignoredChannels: ['show68'] })(request(one, ''), context);
  await createIngest(deps)(request(one, 'no'), context);
  await createIngest(deps)(request('no JSON'), context);
  await createIngest(deps)(request('{}'), context);
  await createIngest({ ...deps, bus: refusing })(request(one), context);
  await createIngest({ ...deps, secrets: { current: fails, refreshed: fails } })(request(one), context);

  const record = (detail: string) => ({
    messageId: 'm',
    body: JSON.stringify({ detail: JSON.parse(detail) }),
    attributes: { SentTimestamp: '0' },
  });
  // biome-ignore lint/suspicious/noExplicitAny: the handlers read these fields of a record only
  const batch = (body: string) => ({ Records: [record(body)] }) as any;
  const settings = { retentionDays: 1, openRetentionDays: 1, ignoredChannels: [] };
  const time = { getRemainingTimeInMillis: () => 50_000 };
  await createRtcSessions({
    channelSessions: new MemoryTable({ partitionKey: 'channelSId' }),
    userSessions: new MemoryTable({ partitionKey: 'channelSId', sortKey: 'uSId' }),
    settings,
    observability,
  })(batch(one), time);
  await createCdnStreams({
    cdnStreams: new MemoryTable({ partitionKey: 'channel', sortKey: 'stream' }),
    settings,
    observability,
  })(batch(sampleNamed('cdn-1-publish-stream').body.toString()), time);
  const reported = new Reported({}, observability);
  await reported.project([channelNotice('n', 101, { channelName: 'c', channelSId: 's', ts: 1_767_225_600 })]);
  await reported.changed();
  const republish = createRepublish({ bus: { putAll: async () => [undefined] }, secrets, observability });
  await republish(batch(one));
  for (const [body, signature] of [
    [one, 'no'],
    ['no JSON', sign(Buffer.from('no JSON'), sampleSecret)],
    ['{}', sign(Buffer.from('{}'), sampleSecret)],
  ] as const) {
    await republish(batchOf(rawMessage('m', requestMessage({ body: Buffer.from(body), signature }))));
  }
  return written;
};

const template = synthesize();
/** Written by a filter on the access log. */
const byLogFilter = seriesOf(THROTTLED_REQUESTS, {});

it('watches no metric that nobody writes', async () => {
  const written = await emitted();
  template.hasResourceProperties('AWS::Logs::MetricFilter', {
    MetricTransformations: [{ MetricName: THROTTLED_REQUESTS, MetricNamespace: NAMESPACE }],
  });
  written.add(byLogFilter);
  const silence = watchedByAlarms(synthesize({ silenceMinutes: 10 }));
  for (const watched of [...watchedByAlarms(template), ...silence, ...watchedByDashboard(template)]) {
    expect([...written]).toContain(watched);
  }
});

it('writes no metric that nobody watches', async () => {
  const watched = [...watchedByAlarms(template), ...watchedByDashboard(template)];
  for (const written of await emitted()) expect(watched).toContain(written);
  for (const name of Object.keys(metricUnits))
    expect(watched.map((series) => series.split(' ')[0])).toContain(name);
});

it('shows every source and every reason of a refusal', () => {
  const watched = [...watchedByDashboard(template)];
  for (const source of Object.values(sources)) expect(watched).toContain(seriesOf('Accepted', { source }));
  for (const reason of refusalReasons) expect(watched).toContain(seriesOf('Refused', { reason }));
});

it('tells in every alarm what happened and where the runbook says what to do', () => {
  const runbook = readFileSync(join(process.cwd(), 'docs/operations.md'), 'utf8');
  const headings = runbook
    .split('\n')
    .filter((line) => line.startsWith('#'))
    .map((line) => line.replace(/^#+ /, ''));
  const alarms = Object.values(synthesize({ silenceMinutes: 10 }).findResources('AWS::CloudWatch::Alarm'));
  const linked = alarms.map(({ Properties }) => {
    const [, heading] = /docs\/operations\.md, heading "(.+)"\.$/.exec(Properties.AlarmDescription) ?? [];
    expect(Properties.AlarmActions).toHaveLength(1);
    return heading;
  });
  expect(new Set(linked)).toEqual(new Set(runbookHeadings));
  for (const heading of runbookHeadings) expect(headings).toContain(heading);
});

it('has no alarm on silence and no subscription unless they are asked for', () => {
  template.resourceCountIs('AWS::SNS::Subscription', 0);
  const names = (of: Template) => Object.keys(of.findResources('AWS::CloudWatch::Alarm'));
  expect(names(template).filter((name) => name.includes('Silence'))).toEqual([]);
  const asked = synthesize({ silenceMinutes: '10', alarmEmail: 'ops@example.com' });
  expect(names(asked).filter((name) => name.includes('Silence'))).toHaveLength(1);
  asked.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
});
