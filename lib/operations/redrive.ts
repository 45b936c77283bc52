// Redrive: lists and shows dead letters, and moves them back to their projection's queue.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { CommandFailure } from '../command-line/command-failure';
import type { AwsClients } from './aws-clients';
import { type DeadLetter, HIDDEN_SECONDS, type Inspection, inspectDeadLetters } from './dead-letters';
import {
  type DeployedProjection,
  findBus,
  findProjections,
  type ProjectionName,
  readStackResources,
} from './deployed-stack';
import { maskBody, maskText, printable } from './masking';
import { hasConsent, type Terminal } from './terminal';

/** How often a running move is asked how far it is, in milliseconds. */
const POLL_MS = 2_000;

/** What the command was asked to do. */
export interface RedriveOptions {
  readonly stack: string;
  /** How many messages of each dead-letter queue to show. */
  readonly show: number;
  /** The one projection to look at; all where absent. */
  readonly queue?: ProjectionName | undefined;
  /** Whether to act without asking. */
  readonly yes: boolean;
}

/** What the command works with. */
export interface CommandDependencies {
  readonly clients: AwsClients;
  readonly terminal: Terminal;
  /** Waits between two looks at work in AWS. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Lists the dead letters of a stack, shows some where asked, and moves them where the person consents.
 *
 * @throws CommandFailure where there is no such stack, nobody to ask, or a move failed
 */
export const redrive = async (
  options: RedriveOptions,
  { clients, terminal, pause = sleep }: CommandDependencies,
): Promise<void> => {
  const { sqs, cloudFormation } = clients;
  const resources = await readStackResources(cloudFormation, options.stack);
  const bus = await findBus(clients, resources, options.stack);
  const projections = (await findProjections(clients, resources, bus, options.stack)).filter(
    ({ name }) => options.queue === undefined || name === options.queue,
  );
  const filled: { readonly projection: DeployedProjection; readonly count: number }[] = [];
  for (const projection of projections) {
    const inspection = await inspectDeadLetters(sqs, projection.deadLetterQueue, options.show);
    for (const line of listing(projection, inspection)) terminal.print(line);
    for (const letter of inspection.seen.slice(0, options.show)) terminal.print(shownLetter(letter));
    if (inspection.count > 0) filled.push({ projection, count: inspection.count });
  }
  if (filled.length === 0) {
    terminal.print('Nothing to move.');
    return;
  }
  const what = filled.map(({ projection, count }) => `about ${messages(count)} of ${projection.name}`);
  const question = `Move ${what.join(' and ')} back to the projection's queue?`;
  if (!(await hasConsent(terminal, options.yes, question))) {
    terminal.print('Nothing was moved.');
    return;
  }
  terminal.print('Ctrl-C ends this command, not the move: that goes on in AWS.');
  for (const { projection } of filled) await move(sqs, projection, terminal, pause);
  terminal.print('What fails again is back in about twenty minutes: run this once more then.');
};

const listing = (
  { name, deadLetterQueue }: DeployedProjection,
  { count, seen, hidden }: Inspection,
): string[] => {
  const queue = deadLetterQueue.arn.slice(deadLetterQueue.arn.lastIndexOf(':') + 1);
  const oldest = seen[0]?.sentAt;
  return [
    `${name}: ${count === 0 ? 'no dead letters' : messages(count, 'dead letter')} in ${queue}`,
    ...(oldest ? [`  oldest of the ${seen.length} seen: sent ${oldest.toISOString()}`] : []),
    ...(hidden > 0
      ? [`  ${messages(hidden)} could not be put back at once and stay hidden for ${HIDDEN_SECONDS} s`]
      : []),
  ];
};

const shownLetter = ({ messageId, sentAt, receives, undeliverable, body }: DeadLetter): string =>
  [
    `  message ${messageId}, sent ${sentAt?.toISOString() ?? 'at an unknown time'}, received ${receives} times`,
    ...(undeliverable === undefined
      ? []
      : [`  EventBridge could not deliver it: ${printable(maskText(undeliverable))}`]),
    ...maskBody(body)
      .split('\n')
      .map((line) => `    ${line}`),
  ].join('\n');

const messages = (count: number, noun = 'message'): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Moves the dead letters of one projection and waits for the end. A move that is under way is followed instead. */
const move = async (
  sqs: SQSClient,
  { name, deadLetterQueue, queue }: DeployedProjection,
  terminal: Terminal,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<void> => {
  const before = await newestMove(sqs, deadLetterQueue.arn);
  if (before?.Status === 'RUNNING') {
    terminal.print(`${name}: a move is under way already`);
  } else {
    // What EventBridge put there has no queue that it came from: without a destination it would not be moved.
    await sqs.send(
      new StartMessageMoveTaskCommand({ SourceArn: deadLetterQueue.arn, DestinationArn: queue.arn }),
    );
  }
  let last = '';
  for (;;) {
    const task = await newestMove(sqs, deadLetterQueue.arn);
    const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
    const line = `${name}: ${task?.Status ?? 'STARTING'}, ${moved} of about ${task?.ApproximateNumberOfMessagesToMove ?? '?'} moved`;
    if (line !== last) terminal.print(line);
    last = line;
    // Lists are eventually consistent: an older move does not end this one.
    const isOurs = before?.Status === 'RUNNING' || task?.StartedTimestamp !== before?.StartedTimestamp;
    if (isOurs && task?.Status === 'COMPLETED') return;
    if (isOurs && (task?.Status === 'FAILED' || task?.Status === 'CANCELLED')) {
      throw new CommandFailure(
        `${name}: the move ended as ${task.Status} after ${messages(moved)}: ${task.FailureReason ?? 'no reason given'}`,
      );
    }
    await pause(POLL_MS);
  }
};

const newestMove = async (
  sqs: SQSClient,
  sourceArn: string,
): Promise<ListMessageMoveTasksResultEntry | undefined> => {
  const { Results: results = [] } = await sqs.send(
    new ListMessageMoveTasksCommand({ SourceArn: sourceArn, MaxResults: 1 }),
  );
  return results[0];
};
