// A Node.js that is too old is told in one line.
import { spawnSync } from 'node:child_process';

const runOn = (version: string) => {
  const script = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });
    require('./bin/check-node.cjs')`;
  const { status, stderr } = spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' });
  return { status, stderr };
};

it.each(['20.0.0', '22.12.0', '24.21.0', '100.0.0'])('takes %s', (version) => {
  expect(runOn(version)).toEqual({ status: 0, stderr: '' });
});

it.each(['18.20.8', '9.11.2'])('does not take %s, and says so in one line', (version) => {
  expect(runOn(version)).toEqual({
    status: 1,
    stderr: `anyrtc-notifications needs Node.js 20 or later, and this is ${version}. Best is 24, which Lambda runs it on.\n`,
  });
});
