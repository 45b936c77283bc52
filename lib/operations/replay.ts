// Replay: replays the archive into the projections' rules, and tells how far it is.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeReplayCommand,
  type DescribeReplayResponse,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { CommandFailure } from '../command-line/command-failure';
import {
  type DeployedArchive,
  findArchive,
  findBus,
  findProjections,
  readStackResources,
} from './deployed-stack';
import type { CommandDependencies } from './redrive';
import { hasConsent } from './terminal';

/** What the command was asked to do. */
export interface ReplayOptions {
  readonly stack: string;
  /** First event time; the beginning of the archive where absent. */
  readonly from?: Date | undefined;
  /** Last event time; now where absent. */
  readonly to?: Date | undefined;
  /** Whether to act without asking. */
  readonly yes: boolean;
}

/** How often a running replay is asked how far it is, in milliseconds. */
const POLL_MS = 5_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How long an event may take to reach the archive, as EventBridge's documentation has it. */
const ARCHIVE_DELAY_MS = 10 * MINUTE_MS;

/** How much older an event may be than its arrival: the parking queue keeps events for 14 days. */
const OLDEST_ARRIVAL_MS = 15 * DAY_MS;

/** Where the archive is kept for ever, the beginning is its creation. */
const archiveStart = ({ createdAt, retentionDays }: DeployedArchive, now: Date): Date => {
  const keptSinceMs = retentionDays > 0 ? now.getTime() - retentionDays * DAY_MS : 0;
  return new Date(Math.max(0, Math.max(createdAt.getTime(), keptSinceMs) - OLDEST_ARRIVAL_MS));
};

/**
 * Replays archived events into the projections' rules where the person consents, and waits for the end.
 *
 * @param now - tells the time
 * @throws CommandFailure where there is no such stack, nobody to ask, or the replay failed
 */
export const replay = async (
  options: ReplayOptions,
  { clients, terminal, pause = sleep }: CommandDependencies,
  now: () => Date = () => new Date(),
): Promise<void> => {
  const { eventBridge, cloudFormation } = clients;
  const resources = await readStackResources(cloudFormation, options.stack);
  const bus = await findBus(clients, resources, options.stack);
  const projections = await findProjections(clients, resources, bus, options.stack);
  const archive = await findArchive(clients, resources, bus, options.stack);
  const startedAt = now();
  const to = options.to ?? startedAt;
  const from = options.from ?? archiveStart(archive, startedAt);
  if (from >= to) {
    throw new CommandFailure(
      `--${options.from ? 'from' : 'to'} ${(options.from ?? to).toISOString()}: there is nothing between ${from.toISOString()} and ${to.toISOString()}`,
    );
  }

  terminal.print(
    `archive ${archive.name}: about ${archive.eventCount} events, as EventBridge counted them within the last day`,
  );
  if (startedAt.getTime() - to.getTime() < ARCHIVE_DELAY_MS) {
    terminal.print(
      `warning: --to is less than 10 minutes ago; what came in since ${new Date(startedAt.getTime() - ARCHIVE_DELAY_MS).toISOString()} may not be in the archive yet: replay that part once more later`,
    );
  }
  const rules = projections.map(({ name }) => name).join(' and ');
  const question = `Replay what happened from ${from.toISOString()} to ${to.toISOString()} into the rules of ${rules}, and no others?`;
  if (!(await hasConsent(terminal, options.yes, question))) {
    terminal.print('Nothing was replayed.');
    return;
  }

  const name = replayName(options.stack, startedAt);
  await eventBridge.send(
    new StartReplayCommand({
      ReplayName: name,
      Description: 'anyrtc-notifications replay',
      EventSourceArn: archive.arn,
      EventStartTime: from,
      EventEndTime: to,
      Destination: { Arn: bus.arn, FilterArns: projections.map(({ ruleArn }) => ruleArn) },
    }),
  );
  terminal.print(
    `replay ${name} has begun. Ctrl-C ends this command, not the replay; aws events cancel-replay --replay-name ${name} does`,
  );
  let last = '';
  for (;;) {
    const described = await eventBridge.send(new DescribeReplayCommand({ ReplayName: name }));
    const line = progressLine(described, from, to);
    if (line !== last) terminal.print(line);
    last = line;
    const { State: state, StateReason: reason } = described;
    if (state === 'COMPLETED') {
      terminal.print('All of it is on the bus again; the tables follow as soon as the queues are empty.');
      return;
    }
    if (state === 'FAILED' || state === 'CANCELLED') {
      throw new CommandFailure(`replay ${name} ended as ${state}: ${reason || 'no reason given'}`);
    }
    await pause(POLL_MS);
  }
};

/** Unique, of at most 64 of the characters that EventBridge takes in a replay's name. */
const replayName = (stack: string, at: Date): string =>
  `${stack.slice(0, 36)}-${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;

const progressLine = (
  { State: state, EventLastReplayedTime: last }: DescribeReplayResponse,
  from: Date,
  to: Date,
): string => {
  if (state === 'COMPLETED') return 'COMPLETED, 100 %';
  if (last === undefined) return `${state ?? 'STARTING'}, nothing replayed yet`;
  const share = (last.getTime() - from.getTime()) / (to.getTime() - from.getTime());
  const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100);
  return `${state ?? 'RUNNING'}, up to ${last.toISOString()}, ${percent} % of the time between the bounds`;
};
