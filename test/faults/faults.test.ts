// Every fault at every call of every function: the deployed bundles in processes of their own, real SDK clients.
import type { CaseResult } from './case';
import { readPart, writePart, writesDocument } from './document';
import { FAULTS_PART, tablesOf } from './fault-tables';
import { cases, runCases } from './run-cases';
import { openWorld, type World } from './world';

const RUN_TIMEOUT_MS = 600_000;

let world: World;
let results: readonly CaseResult[];
beforeAll(async () => {
  world = await openWorld();
  results = await runCases(world, cases);
}, RUN_TIMEOUT_MS);
afterAll(() => world.close());

describe.each([...new Set(cases.map(({ fault }) => fault))])('$name', (fault) => {
  const ofFault = cases.filter((one) => one.fault === fault);
  it.each(ofFault.map(({ point }) => [point.function, point.call, point.purpose, point] as const))(
    '%s: %s, to %s',
    (_function, _call, _purpose, point) => {
      const result = results.find((one) => one.fault === fault && one.point === point);
      expect(result?.problems).toEqual([]);
    },
  );
});

it('the document says what this run has seen', () => {
  if (writesDocument) writePart(FAULTS_PART, `\n${tablesOf(results)}`);
  expect(readPart(FAULTS_PART)).toBe(`\n${tablesOf(results)}`);
});
