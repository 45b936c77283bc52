import { CommandFailure } from '../../../lib/command-line/command-failure';
import { commandLine } from '../../../lib/command-line/command-line';

it.each(['abc', '0', '70000', '80.5'])('console --local refuses DYNAMODB_PORT=%s', async (port) => {
  const refused = await commandLine({ DYNAMODB_PORT: port })
    .parseAsync(['console', '--local', '--port', '0'], { from: 'user' })
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(CommandFailure);
  expect(String(refused)).toContain(`DYNAMODB_PORT is "${port}": give a whole number from 1 to 65535`);
});
