// A fault in a projection: its messages come as a queue delivers them, and the tables must end as if nothing had been.

import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { type AwsCall, tableOf } from '../helpers/aws-stub-server/aws-call';
import { AwsStubServer, type Exchange, passOn } from '../helpers/aws-stub-server/aws-stub-server';
import { StubServices } from '../helpers/aws-stub-server/services';
import { messageBody } from '../helpers/delivery';
import { expectedTables, type Item } from '../helpers/oracle';
import { rawMessage } from '../helpers/queue-messages';
import { itemsOf, settings } from '../helpers/table-items';
import type { Tables } from '../helpers/target';
import { type CaseResult, Striker } from './case';
import { CaseTables } from './case-tables';
import type { Fault } from './faults';
import { FunctionProcess, type Invocation } from './function-process';
import { batches, STREAM_KEY } from './histories';
import type { Point } from './points';
import type { World } from './world';

/** The time-out of the functions that read queues. */
export const TIMEOUT_MS = 55_000;
/** Receives before a message goes to the dead-letter queue. */
export const MAX_RECEIVES = 5;

/** A projection. */
export type ProjectionName = keyof typeof batches;

const batchResponse = v.object({ batchItemFailures: v.array(v.object({ itemIdentifier: v.string() })) });

/** The environment of a projection that reaches these tables by way of the stub. */
export const projectionEnvironment = (tables: CaseTables, stub: AwsStubServer): Record<string, string> => ({
  AWS_ENDPOINT_URL_DYNAMODB: stub.url('dynamodb'),
  CHANNEL_SESSIONS_TABLE: tables.nameOf('ChannelSessions'),
  USER_SESSIONS_TABLE: tables.nameOf('UserSessions'),
  CDN_STREAMS_TABLE: tables.nameOf('CdnStreams'),
  RETENTION_DAYS: String(settings.retentionDays),
  OPEN_RETENTION_DAYS: String(settings.openRetentionDays),
  IGNORED_CHANNELS: JSON.stringify(settings.ignoredChannels),
});

/** A message in a queue. */
export interface Message {
  readonly id: string;
  readonly body: string;
  /** How often it was handed out. */
  receives: number;
}

/** The messages that go back to the queue after an invocation. */
export const failedOf = (batch: readonly Message[], invocation: Invocation): readonly Message[] => {
  if (invocation.kind !== 'returned') return batch;
  const { batchItemFailures } = v.parse(batchResponse, invocation.result);
  const ids = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  if (!ids.every((id) => batch.some((message) => message.id === id))) return batch;
  return batch.filter(({ id }) => ids.includes(id));
};

/** A projection with tables and services of its own. */
class ProjectionRig {
  #process: FunctionProcess | undefined;
  #output = '';

  private constructor(
    private readonly world: World,
    private readonly name: ProjectionName,
    readonly tables: CaseTables,
    readonly stub: AwsStubServer,
    readonly problems: string[],
  ) {}

  static async start(world: World, name: ProjectionName, id: string): Promise<ProjectionRig> {
    const problems: string[] = [];
    const stub = await AwsStubServer.start(new StubServices(world.dynamodbPort), (error) =>
      problems.push(`the stub failed: ${String(error)}`),
    );
    return new ProjectionRig(world, name, await CaseTables.create(world.client, id), stub, problems);
  }

  /** Invokes the projection once: in the environment that there is, else in a new one. */
  async invoke(batch: readonly Message[]): Promise<readonly [Invocation, readonly Message[]]> {
    this.#process ??= await FunctionProcess.start({
      bundle: this.world.bundleUrl(this.name),
      timeoutMs: TIMEOUT_MS,
      env: projectionEnvironment(this.tables, this.stub),
    });
    for (const message of batch) message.receives++;
    const environment = this.#process;
    const invocation = await environment.invoke({
      Records: batch.map(({ id, body }) => rawMessage(id, body)),
    });
    if (!environment.alive) await this.crash();
    return [invocation, failedOf(batch, invocation)];
  }

  /** Ends the environment, if there is one. */
  async crash(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.kill();
    this.#output += process?.output ?? '';
  }

  /** Delivers messages again until the queue is empty. */
  async drain(batch: readonly Message[]): Promise<void> {
    let waiting = batch;
    while (waiting.length > 0) {
      const dead = waiting.filter(({ receives }) => receives === MAX_RECEIVES);
      for (const { id } of dead) this.problems.push(`${id} is a dead letter`);
      waiting = waiting.filter((message) => !dead.includes(message));
      if (waiting.length > 0) [, waiting] = await this.invoke(waiting);
    }
  }

  /** Delivers messages that were all acknowledged before: nothing may change, and nothing be written. */
  async expectNoEffect(messages: readonly Message[]): Promise<void> {
    const before = await this.tables.read();
    const writes: AwsCall[] = [];
    this.stub.treat = (exchange: Exchange) => {
      if (exchange.call.name === 'PutItem') writes.push(exchange.call);
      return passOn(exchange);
    };
    const [invocation, failed] = await this.invoke(messages);
    if (invocation.kind !== 'returned' || failed.length > 0) this.problems.push('a repeated message failed');
    if (writes.length > 0) this.problems.push(`repeated messages wrote to ${writes.map(tableOf).join(', ')}`);
    if (!isDeepStrictEqual(await this.tables.read(), before)) {
      this.problems.push('repeated messages changed the tables');
    }
  }

  async stop(): Promise<void> {
    await this.crash();
    await this.stub.close();
    if (this.#output.includes(STREAM_KEY)) this.problems.push('a stream key was printed');
  }
}

const messagesOf = (name: ProjectionName): Message[][] =>
  batches[name].map((batch) =>
    batch.map((notification) => ({
      id: notification.noticeId,
      body: messageBody(notification, notification.noticeId),
      receives: 0,
    })),
  );

/** All attributes but the write counter, in a fixed order: what must be the same whatever happened on the way. */
const contentOf = (tables: Tables): unknown => {
  const items = (table: readonly Item[]) =>
    table
      .map(({ revision: _, facts: _facts, ...content }) => content)
      .map((item) => [JSON.stringify(sorted(item)), item]);
  return Object.values(tables).map((table) =>
    items(table)
      .map(([text]) => text)
      .sort(),
  );
};
const sorted = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)));

const describeInvocation = (invocation: Invocation, failed: number, batch: readonly Message[]): string => {
  if (invocation.kind === 'threw') return 'all handed back';
  if (invocation.kind !== 'returned') return invocation.kind;
  return failed === 0 ? 'done' : `${failed} of ${batch.length} handed back`;
};

/** The tables' content after the projection's history without any fault. */
export const faultlessContent = async (world: World, name: ProjectionName): Promise<unknown> => {
  const rig = await ProjectionRig.start(world, name, `none-${name}`);
  for (const batch of messagesOf(name)) await rig.drain(batch);
  const content = contentOf(await rig.tables.read());
  await rig.stop();
  if (rig.problems.length > 0) throw new Error(rig.problems.join('; '));
  return content;
};

/** A point in a projection. */
export type ProjectionPoint = Point & { readonly function: ProjectionName };

/** Whether a point is in a projection. */
export const isInProjection = (point: Point): point is ProjectionPoint => point.function in batches;

/** Runs one case. */
export const runProjectionCase = async (
  world: World,
  fault: Fault,
  point: ProjectionPoint,
  id: string,
  expectedContent: unknown,
): Promise<CaseResult> => {
  const name = point.function;
  const rig = await ProjectionRig.start(world, name, id);
  const late: (() => Promise<unknown>)[] = [];
  const striker = new Striker(
    fault,
    {
      call: point.call,
      nth: point.nth,
      ...(point.table !== undefined && { table: rig.tables.nameOf(point.table) }),
    },
    {
      stub: rig.stub,
      crash: () => rig.crash(),
      afterwards: (action) => late.push(action),
      rewriteStored: (call) => rig.tables.rewriteStored(call),
    },
  );
  const all = messagesOf(name);
  let outcome = '';
  for (const [index, batch] of all.entries()) {
    if (index === point.invocation) rig.stub.treat = striker.treat;
    const [invocation, failed] = await rig.invoke(batch);
    if (index === point.invocation) {
      striker.end();
      await rig.stub.accept('dynamodb');
      outcome = describeInvocation(invocation, failed.length, batch);
    }
    await rig.drain(failed);
    for (const action of late.splice(0)) await action();
  }
  if (striker.struck === 0) rig.problems.push('the fault never struck');
  const tables = await rig.tables.read();
  const expected = itemsOf(expectedTables(batches[name].flat(), settings), () => true);
  if (
    !isDeepStrictEqual(
      itemsOf(tables, () => true),
      expected,
    )
  ) {
    rig.problems.push('the tables differ from the oracle');
  }
  if (!isDeepStrictEqual(contentOf(tables), expectedContent)) {
    rig.problems.push('the tables differ from those without the fault');
  }
  await rig.expectNoEffect(all.flat());
  await rig.stop();
  const receives = Math.max(...all.flat().map((message) => message.receives)) - 1;
  return {
    fault,
    point,
    outcome: receives > 2 ? `${outcome}, ${receives} receives` : outcome,
    problems: rig.problems,
  };
};
