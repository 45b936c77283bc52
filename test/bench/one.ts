// Runs one bench in this process and hands its version and rows to the process that started it: no bench warms up another.
import { benches } from './all';

const [name, form] = process.argv.slice(2);
const bench = benches.find((one) => one.name === name);
if (bench === undefined || process.send === undefined) {
  throw new Error('This is started by test/bench/run.ts: npm run bench -- NAME');
}
const rows = await bench.run(form === '--short');
process.send({ node: process.version, rows }, () => process.exit(0));
