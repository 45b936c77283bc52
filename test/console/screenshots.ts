// `npm run screenshots`: the pictures of the documents, of the pages as they are now, on simulated data.
import { fileURLToPath } from 'node:url';
import { buildConsole } from '../../tools/build/console-bundle';
import { fillWithHistory } from '../helpers/console/console-target';
import { type Look, startPageSuite } from '../helpers/console/page-suite';

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));

await buildConsole();
const suite = await startPageSuite();
try {
  const { channelReports, userSessions } = await fillWithHistory(suite.target.dynamoDb, {
    seed: 7,
    channels: 40,
    users: 40,
    streams: 30,
  });
  const longest = channelReports
    .filter(({ status, quality }) => status === 'ended' && Object(quality).leavesInferred > 2)
    .sort((a, b) => Object(b.userSecondsByRole).broadcaster - Object(a.userSecondsByRole).broadcaster)[0];
  const several = channelReports.find(
    ({ channelName }) => channelReports.filter((other) => other.channelName === channelName).length > 2,
  );
  const life = `/sessions/${longest?.channelSId}`;
  const user = userSessions.find(
    ({ uid }) => userSessions.filter((other) => other.uid === uid).length > 5,
  )?.uid;
  const wide = { width: 1400, height: 900 };
  const narrow = { width: 390, height: 844 };
  const pictures: readonly (readonly [name: string, path: string, look: Look])[] = [
    ['live', '/', wide],
    ['live-dark-zh', '/', { ...wide, scheme: 'dark', locale: 'zh-CN' }],
    ['live-390', '/', narrow],
    ['channel', `/channels/${several?.channelName}`, { ...wide, height: 420 }],
    ['life', life, wide],
    ['life-dark', life, { ...wide, scheme: 'dark' }],
    ['life-390', life, narrow],
    ['user', `/users/${user}`, { ...wide, height: 480 }],
    ['not-found', '/sessions/none', { ...wide, height: 360 }],
  ];
  for (const [name, path, look] of pictures) {
    const page = await suite.open(path, { timezone: 'Europe/Berlin', ...look });
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: `${folder}console-${name}.png` });
    await page.context().close();
  }
  if (suite.problems.length > 0) throw new Error(suite.problems.join('\n'));
} finally {
  await suite.stop();
}
