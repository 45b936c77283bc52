// The tables of faults in docs/reliability.md are written by a run; here: that the run was one of today's faults.
import { readPart } from '../faults/document';
import { FAULTS_PART, faultTables, shapeOf } from '../faults/fault-tables';

it('has a row for every fault and a column for every call', () => {
  const part = readPart(FAULTS_PART);
  expect(shapeOf(part)).toBe(shapeOf(`\n${faultTables(() => 'x')}`));
});

it('has no failure among the outcomes', () => {
  expect(readPart(FAULTS_PART)).not.toContain('**');
});
