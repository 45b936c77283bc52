// A fault in the endpoint or in republishing: whatever was answered 200 must be on the bus, and in the tables, at last.
import { isDeepStrictEqual } from 'node:util';
import { type BusEvent, sources, toBusEvent } from '../../functions/contract/events';
import type { JsonObject } from '../../functions/contract/json';
import { type Notification, readEnvelope, readNotification } from '../../functions/contract/notification';
import { eventMessage, requestMessage } from '../../functions/shared/parking-queue';
import { sign } from '../../lib/simulator/sign';
import { failure } from '../helpers/aws-stub-server/aws-call';
import { passOn, type Treatment } from '../helpers/aws-stub-server/aws-stub-server';
import { expectedTables } from '../helpers/oracle';
import { testSettings } from '../helpers/projections';
import { rawMessage } from '../helpers/queue-messages';
import { itemsOf } from '../helpers/table-items';
import { type CaseResult, Striker } from './case';
import { BATCH_SIZE, EndpointRig, parseObject, SECRET } from './endpoint-rig';
import type { Fault } from './faults';
import { foldInMemory } from './fold-in-memory';
import { sentToEndpoint } from './histories';
import { CHECK, KEEP, type Point } from './points';
import type { World } from './world';

/** How long the sender waits for an answer. */
const SENDER_PATIENCE_MS = 5_000;
/** The sender's tries, and its pause between two of them. */
const SENDER_TRIES = 3;
const SENDER_PAUSE_MS = 10_000;

const busDown: Treatment = (exchange) =>
  exchange.call.name === 'PutEvents'
    ? exchange.reply(failure(400, 'AccessDeniedException'))
    : passOn(exchange);

/** The event that a notification must be on the bus. */
const eventOf = (notification: JsonObject): BusEvent => {
  const reading = readEnvelope(notification);
  if (!reading.usable) throw new Error('a case sends usable envelopes only');
  return toBusEvent(reading.envelope);
};

/** What must hold of the bus, whatever happened. */
const checkBus = async (
  rig: EndpointRig,
  sent: readonly JsonObject[],
  acknowledged: ReadonlySet<string>,
): Promise<void> => {
  const { problems, services } = rig;
  const counts = rig.countOnBus();
  const byId = new Map(sent.map((notification) => [String(notification.noticeId), notification]));
  for (const id of acknowledged) {
    if (!counts.has(id)) problems.push(`${id} was acknowledged and is not on the bus`);
  }
  for (const { Source, DetailType, Detail, EventBusName } of services.events) {
    const detail = parseObject(String(Detail));
    const notification = byId.get(String(detail.noticeId));
    if (notification === undefined) {
      problems.push(`${detail.noticeId} is on the bus and was never sent`);
      continue;
    }
    const expected = eventOf(notification);
    const isRight =
      Source === expected.source &&
      DetailType === expected.detailType &&
      EventBusName === 'bus' &&
      isDeepStrictEqual(detail.payload, notification.payload);
    if (!isRight) problems.push(`${detail.noticeId} is on the bus in another form`);
  }
  const onBus = sent.filter(({ noticeId }) => counts.has(String(noticeId)));
  const recognized = onBus.flatMap((notification): Notification[] => {
    const reading = readNotification(notification);
    return reading.recognized ? [reading.notification] : [];
  });
  const tables = await foldInMemory(
    services.events
      .filter(({ Source }) => Source !== sources.unrecognized)
      .map(({ Source, DetailType, Detail }) => ({
        source: Source,
        body: JSON.stringify({
          source: Source,
          'detail-type': DetailType,
          detail: parseObject(String(Detail)),
        }),
      })),
  );
  const expected = itemsOf(expectedTables(recognized, testSettings), () => true);
  if (
    !isDeepStrictEqual(
      itemsOf(tables, () => true),
      expected,
    )
  ) {
    problems.push('the tables differ from the oracle');
  }
};

const mostOnBus = (rig: EndpointRig): number => Math.max(0, ...rig.countOnBus().values());
const withCopies = (outcome: string, copies: number): string =>
  copies > 1 ? `${outcome}; on the bus ${copies} times` : outcome;

/** Runs a case of the endpoint: four notifications, one after the other; the sender tries each up to three times. */
export const runIngestCase = async (world: World, fault: Fault, point: Point): Promise<CaseResult> => {
  const rig = await EndpointRig.start(world);
  const { problems, services, stub } = rig;
  const isKeeping = point.purpose === KEEP;
  if (isKeeping) services.secret = '';
  const base = point.call === 'SendMessage' && !isKeeping ? busDown : passOn;
  const late: (() => Promise<unknown>)[] = [];
  const striker = new Striker(
    fault,
    { call: point.call, nth: point.nth },
    {
      stub,
      crash: () => rig.crash(),
      afterwards: (action) => late.push(action),
      rewriteStored: async () => false,
    },
    base,
  );
  const acknowledged = new Set<string>();
  let outcome = '';
  for (const [index, notification] of sentToEndpoint.entries()) {
    const id = String(notification.noticeId);
    const answers: string[] = [];
    for (let attempt = 0; attempt < SENDER_TRIES && !acknowledged.has(id); attempt++) {
      const strikesNow = index === point.invocation && attempt === 0;
      stub.treat = strikesNow ? striker.treat : base;
      const status = await rig.send(notification, (index * SENDER_TRIES + attempt) * SENDER_PAUSE_MS);
      if (strikesNow) {
        striker.end();
        for (const service of ['eventbridge', 'sqs', 'secretsmanager'] as const) await stub.accept(service);
      }
      const parked = rig.parkedIds().includes(id);
      if (status === 200) {
        acknowledged.add(id);
        if (!parked && !rig.countOnBus().has(id)) problems.push(`${id} was acknowledged and is kept nowhere`);
      }
      answers.push(
        status === undefined
          ? 'no answer'
          : status === 200 && parked
            ? `200, ${isKeeping ? 'kept' : 'parked'}`
            : `${status}`,
      );
    }
    if (index === point.invocation) outcome = answers.join(' → ');
    else if (!acknowledged.has(id))
      problems.push(`${id} was refused without a fault: ${answers.join(' → ')}`);
  }
  for (const action of late) await action();
  stub.treat = passOn;
  services.secret = SECRET;
  await rig.emptyParking();
  if (striker.struck === 0) problems.push('the fault never struck');
  if (rig.longestMs >= SENDER_PATIENCE_MS) {
    problems.push(`an answer took ${Math.round(rig.longestMs)} ms`);
  }
  await checkBus(rig, sentToEndpoint, acknowledged);
  const copies = mostOnBus(rig);
  await rig.stop();
  return { fault, point, outcome: withCopies(outcome, copies), problems };
};

/** Ten parked notifications. */
const parkedNotifications: readonly JsonObject[] = Array.from({ length: BATCH_SIZE }, (_, index) => {
  const notification = sentToEndpoint[index % sentToEndpoint.length];
  return { ...notification, noticeId: `parked-${index}` };
});

/** Runs a case of the republish function: ten parked events, or ten requests that were kept, in one batch. */
export const runRepublishCase = async (world: World, fault: Fault, point: Point): Promise<CaseResult> => {
  const rig = await EndpointRig.start(world);
  const late: (() => Promise<unknown>)[] = [];
  const striker = new Striker(
    fault,
    { call: point.call, nth: point.nth },
    {
      stub: rig.stub,
      crash: () => rig.crash(),
      afterwards: (action) => late.push(action),
      rewriteStored: async () => false,
    },
  );
  const records = parkedNotifications.map((notification) => {
    const body = Buffer.from(JSON.stringify(notification));
    const message =
      point.purpose === CHECK
        ? requestMessage({ body, signature: sign(body, SECRET) })
        : eventMessage(eventOf(notification));
    return rawMessage(String(notification.noticeId), message);
  });
  rig.stub.treat = striker.treat;
  const [invocation, failed] = await rig.republish(records);
  striker.end();
  rig.stub.treat = passOn;
  for (const service of ['eventbridge', 'secretsmanager'] as const) await rig.stub.accept(service);
  const taken = records.filter((record) => !failed.includes(record));
  for (const { messageId } of taken) {
    if (!rig.countOnBus().has(messageId))
      rig.problems.push(`${messageId} left the queue and is not on the bus`);
  }
  await rig.emptyParking(failed);
  for (const action of late) await action();
  if (striker.struck === 0) rig.problems.push('the fault never struck');
  await checkBus(rig, parkedNotifications, new Set(records.map(({ messageId }) => messageId)));
  const copies = mostOnBus(rig);
  await rig.stop();
  const outcome =
    invocation.kind !== 'returned'
      ? invocation.kind
      : failed.length === 0
        ? 'done'
        : `${failed.length} of ${records.length} handed back`;
  return { fault, point, outcome: withCopies(outcome, copies), problems: rig.problems };
};
