// What the simulator prints: progress while it sends, figures at the end.
import type { DeliveryPlan } from './delivery';
import { countPlayed } from './played';
import type { Tally } from './sender';
import type { SimulateOptions } from './simulate';

const number = (value: number): string => Math.round(value).toLocaleString('en-US');
const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : number(value)} ms`;
const counted = (value: number, singular: string, plural = `${singular}s`): string =>
  `${number(value)} ${value === 1 ? singular : plural}`;

/** The value below which a fraction of the sorted values lies (nearest rank); undefined where there are none. */
export const percentile = (sorted: readonly number[], fraction: number): number | undefined =>
  sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)];

/** One line that says how far a run is. */
export const progressLine = (tally: Tally, total: number, elapsedMs: number): string => {
  const settled = tally.accepted + tally.refused;
  const waiting = [...tally.retried.values()].reduce((sum, count) => sum + count, 0);
  return [
    `${number(settled)} of ${number(total)} (${Math.floor((settled / Math.max(1, total)) * 100)} %)`,
    `${number(rate(settled, elapsedMs))}/s`,
    ...(waiting > 0 ? [`${number(waiting)} tried again`] : []),
    ...(tally.refused > 0 ? [`${number(tally.refused)} refused`] : []),
  ].join(', ');
};

const BAR_WIDTH = 30;

/** The same with a bar in front, for a terminal. */
export const progressBar = (tally: Tally, total: number, elapsedMs: number): string => {
  const filled = Math.floor(((tally.accepted + tally.refused) / Math.max(1, total)) * BAR_WIDTH);
  return `[${'#'.repeat(filled).padEnd(BAR_WIDTH, '.')}] ${progressLine(tally, total, elapsedMs)}`;
};

const rate = (count: number, elapsedMs: number): number => count / Math.max(0.001, elapsedMs / 1_000);

/** The figures at the end of a run. */
export const reportLines = (plan: DeliveryPlan, tally: Tally, elapsedMs: number): string[] => {
  const { deliveries, lost } = plan;
  const resends = deliveries.filter(({ resend }) => resend).length;
  const wild = deliveries.filter((delivery) => delivery.wild).length;
  const open = deliveries.length - tally.accepted - tally.refused;
  const sorted = tally.latenciesMs.toSorted((left, right) => left - right);
  const latency = (fraction: number): string => milliseconds(percentile(sorted, fraction) ?? 0);

  const planned = [
    counted(deliveries.length - resends, 'notification'),
    ...(resends > 0 ? [`${number(resends)} of them twice`] : []),
    ...(lost.length > 0 ? [`${number(lost.length)} lost on purpose`] : []),
    ...(wild > 0 ? [`${number(wild)} in a wild form`] : []),
  ];
  const retries = [...tally.retried].map(([status, count]) => `${status}: ${number(count)}`);
  return [
    `sent      ${number(deliveries.length - open)} (${planned.join(', ')}) in ${counted(tally.requests, 'request')}`,
    `accepted  ${number(tally.accepted)}`,
    ...(tally.kept > 0
      ? [`kept      ${number(tally.kept)} of them: no signing secret is set there, and they wait for it`]
      : []),
    `refused   ${number(tally.refused)}`,
    ...[...tally.refusals].map(
      ([status, { count, example }]) =>
        `          ${status}: ${number(count)}, such as ${example || 'no body'}`,
    ),
    ...(retries.length > 0 ? [`retried   ${retries.join(', ')}`] : []),
    ...(open > 0 ? [`stopped   before ${counted(open, 'delivery', 'deliveries')} had an answer`] : []),
    `rate      ${number(rate(tally.accepted, elapsedMs))}/s over ${(elapsedMs / 1_000).toFixed(1)} s`,
    ...(sorted.length > 0
      ? [
          `latency   p50 ${latency(0.5)}, p90 ${latency(0.9)}, p99 ${latency(0.99)}, max ${latency(1)} (${counted(sorted.length, 'answer')})`,
        ]
      : []),
  ];
};

/**
 * What a person could look at next, and how to play the same once more.
 *
 * @param complete - whether everything was accepted: only then do the counts say what the tables hold
 * @param calledAs - what the person typed before the options
 */
export const nextLines = (
  plan: DeliveryPlan,
  options: SimulateOptions,
  complete: boolean,
  calledAs: string,
): string[] => [
  ...(complete ? playedLines(plan) : []),
  `Play the same again: ${calledAs} ${repeatArguments(options)}`,
];

const playedLines = (plan: DeliveryPlan): string[] => {
  const played = countPlayed(plan.deliveries.map(({ notification }) => notification));
  const { busiest } = played;
  return [
    'In the tables now, from this run:',
    `  ChannelSessions  ${counted(played.channelSessions, 'channel session')}, ${number(played.liveChannels)} of them live`,
    `  UserSessions     ${counted(played.userSessions, 'stay')} of ${counted(played.users, 'user')}, ${number(played.onlineUsers)} of them online`,
    `  CdnStreams       ${counted(played.cdnStreams, 'push', 'pushes')}`,
    ...(busiest
      ? [
          `Look at: index online-users of UserSessions, onlineChannel = ${busiest.channelName}: ${counted(busiest.onlineUsers, 'user')} online`,
        ]
      : []),
  ];
};

/** The arguments that repeat a run, without the secret, which does not belong on a screen. */
const repeatArguments = (options: SimulateOptions): string =>
  [
    `--url ${options.url.href}`,
    `--channels ${options.channels} --users ${options.users} --streams ${options.streams} --hours ${options.hours}`,
    `--loss ${options.loss} --duplicates ${options.duplicates} --wild ${options.wild}`,
    ...(options.shuffle ? ['--shuffle'] : []),
    `--seed ${options.seed} --now ${new Date(options.now).toISOString()}`,
  ].join(' ');
