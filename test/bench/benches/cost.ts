// What a million notifications cost: list prices × what the deployed bundles were measured to use.

import { pathToFileURL } from 'node:url';
import type { SQSEvent } from 'aws-lambda';
import { functionLimits } from '../../../lib/function-limits';
import { sign } from '../../../lib/simulator/sign';
import { bundleOf } from '../../../tools/build/function-bundles';
import { captureOutput, divertOutput } from '../../helpers/captured-output';
import { synthesize } from '../../helpers/synthesized';
import { type Bench, cpuOf, type Row } from '../bench';
import { TABLE_ITSELF } from '../billed-table';
import { simulatedDay } from '../day';
import { startDynamoDb } from '../dynamodb-process';
import { startEventEndpoint } from '../event-endpoint';
import { setIngestEnvironment } from '../function-environment';
import { assumptions, gbSecondsOf, inFunction, monthlyPrices, prices } from '../prices';
import { batchesOf, billedTables, projector, sqsEvent } from '../projecting';
import { httpEvent, SECRET } from '../requests';

const MILLION = 1e6;
const GB = 1e9;

/** What one notification takes, on average. */
interface Use {
  readonly cpuMs: number;
  readonly logBytes: number;
}

const logBytes = (output: string): number =>
  Buffer.byteLength(output) + output.split('\n').length * assumptions.logLineOverheadBytes;

/** Invokes the deployed ingest function with bodies, warm. */
const ingestUse = async (bodies: readonly Buffer[]): Promise<Use & { readonly responseBytes: number }> => {
  const endpoint = await startEventEndpoint(SECRET);
  try {
    setIngestEnvironment(endpoint);
    const { handler } = await import(pathToFileURL(bundleOf('ingest')).href);
    const events = bodies.map((body) => httpEvent({ body, signature: sign(body, SECRET) }));
    let responseBytes = 0;
    const invokeAll = async () => {
      responseBytes = 0;
      for (const event of events) {
        responseBytes += (await handler(event, { awsRequestId: crypto.randomUUID() })).body.length;
      }
    };
    await divertOutput(invokeAll);
    const { result, output } = await captureOutput(() => cpuOf(invokeAll));
    return {
      cpuMs: result / 1000 / bodies.length,
      logBytes: logBytes(output) / bodies.length,
      responseBytes: responseBytes / bodies.length,
    };
  } finally {
    await endpoint.stop();
  }
};

/** Feeds the deployed function of real-time communication, which nine notifications in ten are for. */
const projectionUse = async (events: readonly SQSEvent[]): Promise<Use> => {
  const database = await startDynamoDb();
  try {
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: database.url,
      CHANNEL_SESSIONS_TABLE: 'ChannelSessions',
      USER_SESSIONS_TABLE: 'UserSessions',
      RETENTION_DAYS: '90',
      // Longer than the default: the day of the bench stays where it is.
      OPEN_RETENTION_DAYS: '3653',
      IGNORED_CHANNELS: '[]',
      POWERTOOLS_SERVICE_NAME: 'rtc-sessions',
    });
    const { handler } = await import(pathToFileURL(bundleOf('rtc-sessions')).href);
    const context = { getRemainingTimeInMillis: () => functionLimits['rtc-sessions'].timeoutMs };
    const half = Math.floor(events.length / 2);
    const invoke = async (some: readonly SQSEvent[]) => {
      for (const event of some) await handler(event, context);
    };
    await divertOutput(() => invoke(events.slice(0, half)));
    const measured = events.slice(half);
    const count = measured.reduce((sum, { Records }) => sum + Records.length, 0);
    const { result, output } = await captureOutput(() => cpuOf(() => invoke(measured)));
    return { cpuMs: result / 1000 / count, logBytes: logBytes(output) / count };
  } finally {
    await database.stop();
  }
};

const rounded64Kb = (bytes: number): number => Math.ceil(bytes / 65_536);

/** The fixed monthly costs, counted in the template. */
const fixedRows = (): Row[] => {
  const template = synthesize();
  const count = (type: string) => template.ofType(type).length;
  // By the metrics' names and dimensions: accepted ×4, parked ×4, refused ×6, health tests ×2, dropped ×3, unrecognized,
  // kept, republished, parked age; for each projection projected, unchanged, conflicts and lag; recounted, ends
  // inferred, overlapping lives; and the throttled requests of the log filter.
  const metrics = 4 + 4 + 6 + 2 + 3 + 4 + 2 * 4 + 3 + 1;
  // An alarm on metric maths is billed for each metric that it takes in.
  const alarmMetrics = template
    .ofType('AWS::CloudWatch::Alarm')
    .map(([, { Properties }]): unknown[] => Object(Properties).Metrics ?? [{ MetricStat: Properties }])
    .reduce((sum, metrics) => sum + metrics.filter((metric) => Object(metric).MetricStat).length, 0);
  // Streams, the other source of mappings, are read from a position, and their reads are not billed.
  const queues = template
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter(([, { Properties }]) => Properties.StartingPosition === undefined).length;
  const idlePolls = (queues * assumptions.idlePollers * 30 * 86_400) / 20;
  const monthly = [
    ['alarms', alarmMetrics * monthlyPrices.alarm],
    ['custom metrics, all in use', metrics * monthlyPrices.customMetric],
    ['dashboard', count('AWS::CloudWatch::Dashboard') * monthlyPrices.dashboard],
    ['secret', count('AWS::SecretsManager::Secret') * monthlyPrices.secret],
    ['polling of idle queues', idlePolls * prices.sqsRequest],
  ] as const;
  return monthly.map(([what, value]) => ({ what: `fixed: ${what}`, value, unit: 'USD a month' }));
};

export const cost: Bench = {
  name: 'cost',
  compares: 'list prices × measured units, calls, GB-seconds and bytes, per million notifications',
  async run(short): Promise<Row[]> {
    const day = simulatedDay(short ? 100 : 1_000);
    const tables = billedTables();
    await projector(tables)(day);
    const all = Object.values(tables);
    const perNotification = (sum: number): number => sum / day.length;
    const writeUnits = perNotification(all.reduce((sum, table) => sum + table.writeUnitsInAll(), 0));
    const readUnits = perNotification(all.reduce((sum, { bill }) => sum + bill.readUnits, 0));
    const tableCalls = perNotification(
      all.reduce((sum, { bill }) => sum + bill.readCalls + bill.writeCalls, 0),
    );
    const sample = day.slice(0, short ? 500 : 3_000);
    const bodies = sample.map((notification) => Buffer.from(JSON.stringify(notification)));
    const bodyBytes = bodies.reduce((sum, { length }) => sum + length, 0) / bodies.length;
    const ingest = await ingestUse(bodies);
    const batches = batchesOf(sample.filter(({ productId }) => productId === 1)).map(sqsEvent);
    const projection = await projectionUse(batches);
    const invocations = perNotification(batchesOf(day).length);

    const accessLogBytes =
      JSON.stringify({ requestId: 'JKJaXmPLvHcESHA=', status: '200', ip: '203.0.113.123' }).length +
      assumptions.logLineOverheadBytes;
    const ingestMs = inFunction('ingest', ingest.cpuMs) + assumptions.putEventsMs;
    // Calls of one batch run side by side: reads one after the other, writes together, so about four in a row.
    const projectionMs =
      inFunction('rtc-sessions', projection.cpuMs) + invocations * 4 * assumptions.dynamoDbCallMs;
    const gbSeconds = gbSecondsOf('ingest', ingestMs) + gbSecondsOf('rtc-sessions', projectionMs);
    const eventBytes = bodyBytes + assumptions.eventEnvelopeBytes;
    const million = (amount: number, price: number): number => amount * price * MILLION;
    const lines: [string, number][] = [
      ['API Gateway: requests', million(1, prices.httpApiRequest)],
      ['Lambda: requests', million(1 + invocations, prices.lambdaRequest)],
      ['Lambda: GB-seconds', million(gbSeconds, prices.lambdaArmGbSecond)],
      ['EventBridge: events', million(rounded64Kb(eventBytes), prices.eventBridgeEvent)],
      ['EventBridge: archive, 30 days', million(eventBytes / GB, prices.archiveGb + prices.archiveGbMonth)],
      // A message is sent by itself; received and deleted in batches.
      ['SQS: requests', million(1 + 2 * invocations, prices.sqsRequest)],
      ['DynamoDB: writes', million(writeUnits, prices.dynamoDbWriteUnit)],
      ['DynamoDB: reads', million(readUnits, prices.dynamoDbReadUnit)],
      [
        'CloudWatch: logs',
        million((ingest.logBytes + projection.logBytes + accessLogBytes) / GB, prices.logGb),
      ],
      [
        'data out: answers',
        million((ingest.responseBytes + assumptions.responseHeaderBytes) / GB, prices.dataOutGb),
      ],
    ];
    const indexUnits = Object.entries(tables).flatMap(([table, { bill }]) =>
      Object.entries(bill.writeUnits)
        .filter(([part]) => part !== TABLE_ITSELF)
        .map(([index, units]) => [`${table} · ${index}`, perNotification(units)] as const),
    );
    const savings: [string, number][] = [
      ...indexUnits.map(([index, units]): [string, number] => [
        `the index ${index}`,
        million(units, prices.dynamoDbWriteUnit),
      ]),
      ['the archive', million(eventBytes / GB, prices.archiveGb + prices.archiveGbMonth)],
      ['the metric lines', million((ingest.logBytes + projection.logBytes) / GB, prices.logGb)],
      ['the access log', million(accessLogBytes / GB, prices.logGb)],
    ];
    const total = lines.reduce((sum, [, dollars]) => sum + dollars, 0);
    return [
      { what: 'in all', value: total, unit: 'USD per million', goal: 5.9 },
      ...lines.map(([what, value]): Row => ({ what, value, unit: 'USD per million' })),
      ...fixedRows(),
      ...savings.map(
        ([what, value]): Row => ({ what: `saved without: ${what}`, value, unit: 'USD per million' }),
      ),
      { what: 'measured: write units', value: writeUnits, unit: 'per notification' },
      { what: 'measured: read units', value: readUnits, unit: 'per notification' },
      { what: 'measured: calls on the tables', value: tableCalls, unit: 'per notification' },
      { what: 'measured: batches', value: invocations, unit: 'per notification' },
      { what: 'measured: CPU of ingest', value: ingest.cpuMs, unit: 'ms per notification' },
      { what: 'measured: CPU of the projection', value: projection.cpuMs, unit: 'ms per notification' },
      { what: 'measured: function time', value: gbSeconds, unit: 'GB-seconds per notification' },
      { what: 'measured: log bytes of ingest', value: ingest.logBytes, unit: 'bytes per notification' },
      {
        what: 'measured: log bytes of the projection',
        value: projection.logBytes,
        unit: 'bytes per notification',
      },
      { what: 'measured: body', value: bodyBytes, unit: 'bytes' },
    ];
  },
};
