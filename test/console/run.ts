// `npm run test:console`: the console's pages in a real Chromium; says what to install where there is none.
import { spawn } from 'node:child_process';
import { buildConsole } from '../../tools/build/console-bundle';
import { chromiumPath, NO_CHROMIUM } from '../helpers/console/browser';

if (chromiumPath() === undefined) {
  process.stderr.write(`${NO_CHROMIUM}\n`);
  process.exitCode = 1;
} else {
  await buildConsole();
  const jest = spawn(
    process.execPath,
    ['node_modules/jest/bin/jest.js', '--selectProjects', 'console', '--runInBand', ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  jest.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
