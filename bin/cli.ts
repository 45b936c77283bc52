#!/usr/bin/env node
// The command line: `npm run simulate`, `npm run redrive` and `npm run replay` call it.
import { commandLine } from '../lib/command-line/command-line';
import { runCommand } from '../lib/command-line/run-command';

process.exitCode = await runCommand(
  async () => {
    await commandLine(process.env).parseAsync(process.argv);
  },
  (line) => process.stderr.write(`${line}\n`),
);
