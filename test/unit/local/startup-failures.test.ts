import { folderFailure, portsFailure } from '../../../lib/local/startup-failures';

const failure = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });

it.each([
  [
    'EADDRINUSE',
    'is in use. End what uses it (another npm start?), or choose another one: PORT=3010 npm start',
  ],
  ['EACCES', 'is not allowed to you. Choose another one: PORT=3010 npm start'],
  ['EINVAL', 'cannot be used (EINVAL: it failed). Choose another one: PORT=3010 npm start'],
])('says in one line what to do about a port: %s', (code, message) => {
  expect(portsFailure([{ variable: 'PORT', port: 3000, error: failure(code) }]).message).toBe(
    `Cannot listen: port 3000 (PORT) ${message}`,
  );
});

it('names all ports at once, and proposes such that one may use', () => {
  const failures = [
    { variable: 'PORT', port: 80, error: failure('EACCES') },
    { variable: 'DYNAMODB_PORT', port: 8000, error: failure('EADDRINUSE') },
  ];
  expect(portsFailure(failures).message).toBe(
    'Cannot listen: port 80 (PORT) is not allowed to you, port 8000 (DYNAMODB_PORT) is in use. ' +
      'End what uses it (another npm start?), or choose another one: PORT=3080 DYNAMODB_PORT=8010 DATA_DIR=.local/data2 npm start',
  );
});

it.each([
  [
    'LEVEL_LOCKED',
    /^The data folder \/d \(DATA_DIR\) is in use by another npm start: end that one, or choose another folder: DATA_DIR=/,
  ],
  ['LEVEL_CORRUPTION', /is damaged .*: delete it, or choose another folder/],
  [
    'EACCES',
    /cannot be written \(EACCES: it failed\): make it a folder that you may write to, or choose another folder/,
  ],
])('says in one line what to do about the data folder: %s', (code, message) => {
  const { message: text } = folderFailure('/d', failure(code));
  expect(text).toMatch(message);
  expect(text).not.toContain('\n');
});
