// What `npm start` prints once everything runs: where to post, what to type, where to look.
import { relative } from 'node:path';
import { SIGNATURE_HEADER, sign } from '../simulator/sign';
import { DEFAULT_PORT, DEFAULT_SECRET, type LocalConfig } from './local-config';

/** A notification that was sent just now: a user has joined the channel `demo` from the web. */
const sampleBody = (now: Date): string => {
  const ts = Math.floor(now.getTime() / 1000);
  return JSON.stringify({
    noticeId: `sample-${now.getTime()}`,
    productId: 1,
    eventType: 103,
    notifyMs: now.getTime(),
    payload: {
      channelName: 'demo',
      uid: 90001,
      platform: 7,
      ts,
      channelSId: `demo-${ts}`,
      uSId: `stay-${ts}`,
    },
  });
};

/** The command that posts a signed sample; to be pasted into a shell as it is. */
const curlCommand = (url: string, secret: string, now: Date): string => {
  const body = sampleBody(now);
  return [
    `curl -sS ${url}`,
    `  -H 'Content-Type: application/json'`,
    `  -H '${SIGNATURE_HEADER}: ${sign(Buffer.from(body), secret)}'`,
    `  --data-binary '${body}'`,
  ].join(' \\\n  ');
};

/** A folder as a person would type it here. */
const shortPath = (folder: string): string => {
  const path = relative('.', folder) || '.';
  return path.startsWith('..') ? folder : path;
};

/** The address that notifications are posted to. */
export const notificationsUrl = (port: number, path: string): string => `http://localhost:${port}${path}`;

/**
 * The text to print, without the ready line.
 *
 * @param url - where to post
 * @param now - the sample's time
 */
export const welcomeText = (config: LocalConfig, url: string, now: Date): string => {
  const { port, dynamodbPort, consolePort, tablesPort, dataDir } = config;
  const [secret = DEFAULT_SECRET] = config.secrets;
  const isDefault = port === DEFAULT_PORT && secret === DEFAULT_SECRET;
  const options = [
    ...(port === DEFAULT_PORT ? [] : [`--url ${url}`]),
    ...(secret === DEFAULT_SECRET ? [] : [`--secret 'the value of ANYRTC_SECRET'`]),
  ];
  return `
anyRTC notifications, on this machine only

  post to    ${url}   signed with ${secret === DEFAULT_SECRET ? `the secret ${DEFAULT_SECRET}` : 'your ANYRTC_SECRET'}
  console    ${consolePort === undefined ? 'none (CONSOLE_PORT is 0)' : `http://localhost:${consolePort}`}
  tables     ${tablesPort === undefined ? 'none (TABLES_PORT is 0)' : `http://localhost:${tablesPort}`}
  DynamoDB   http://localhost:${dynamodbPort}
  data       ${dataDir === undefined ? 'in memory only: gone when this ends' : shortPath(dataDir)}

Post one signed sample, in a second terminal:

  ${curlCommand(url, secret, now)}

Then play whole sessions:

  npm run simulate${isDefault ? '' : ` -- ${options.join(' ')}`}

${consolePort === undefined ? '' : `and look at the console. `}Ctrl-C ends it.
`;
};
