// Runs every fault at every place where it can strike.
import { inParallel } from '../helpers/in-parallel';
import type { CaseResult } from './case';
import { runIngestCase, runRepublishCase } from './endpoint-case';
import { type Fault, faults } from './faults';
import { type Point, points } from './points';
import { faultlessContent, isInProjection, type ProjectionName, runProjectionCase } from './projection-case';
import type { World } from './world';

/** One case, not run yet. */
export interface FaultCase {
  readonly fault: Fault;
  readonly point: Point;
}

/** Every case, in the order of the faults and, within one, of the points. */
export const cases: readonly FaultCase[] = faults.flatMap((fault) =>
  points.filter(({ call }) => fault.calls.includes(call)).map((point) => ({ fault, point })),
);

/** A projection's case waits most of its time, so many run side by side. */
const CONCURRENCY = 16;
/** The endpoint's answers are timed: its cases get the machine to themselves. */
const ENDPOINT_CONCURRENCY = 2;

/** Runs cases, and gives their results in order. */
export const runCases = async (world: World, chosen: readonly FaultCase[]): Promise<CaseResult[]> => {
  const contents = new Map<ProjectionName, unknown>();
  for (const name of ['rtc-sessions', 'cdn-streams'] as const) {
    contents.set(name, await faultlessContent(world, name));
  }
  const run = ({ fault, point }: FaultCase): Promise<CaseResult> => {
    if (isInProjection(point)) {
      const id = `case-${placeOf({ fault, point })}`;
      return runProjectionCase(world, fault, point, id, contents.get(point.function));
    }
    return point.function === 'ingest'
      ? runIngestCase(world, fault, point)
      : runRepublishCase(world, fault, point);
  };
  const ofEndpoint = chosen.filter(({ point }) => !isInProjection(point));
  const ofProjections = chosen.filter(({ point }) => isInProjection(point));
  const results = [
    ...(await inParallel(ofEndpoint, run, ENDPOINT_CONCURRENCY)),
    ...(await inParallel(ofProjections, run, CONCURRENCY)),
  ];
  return results.sort((left, right) => placeOf(left) - placeOf(right));
};

const placeOf = ({ fault, point }: FaultCase): number =>
  cases.findIndex((one) => one.fault === fault && one.point === point);
