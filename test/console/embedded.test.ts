// The console of `npm start` while notifications come in: what is on screen follows them, and ends as the tables do.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { planDeliveries } from '../../lib/simulator/delivery';
import { generateHistory } from '../../lib/simulator/history';
import { sign } from '../../lib/simulator/sign';
import { type Pages, startPages } from '../helpers/console/page-suite';
import { type EmbeddedProcess, startEmbedded } from '../helpers/embedded-process';
import { httpRequest } from '../helpers/http-request';
import { localTableNames, readTables } from '../helpers/read-tables';
import type { Tables } from '../helpers/target';

const SECRET = 'local-secret';

let dataDir: string;
let embedded: EmbeddedProcess;
let pages: Pages;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'console-'));
  embedded = await startEmbedded({ dataDir });
  pages = await startPages(`http://localhost:${embedded.consolePort}`);
});
afterAll(async () => {
  expect(pages.problems).toEqual([]);
  await pages.stop();
  expect(await embedded.end('SIGTERM')).toBe(0);
  expect(embedded.stderr()).toBe('');
  await rm(dataDir, { recursive: true, maxRetries: 20 });
});

const tables = async (): Promise<Tables> => {
  const client = localDynamoDb(embedded.dynamodbPort);
  try {
    return await readTables(client, localTableNames);
  } finally {
    client.destroy();
  }
};

/** What the page must say: live channels, people and active pushes in its head; each live channel's people in its row. */
const expectedPage = ({ channelSessions, userSessions, cdnStreams }: Tables): string[] => {
  const rows = channelSessions
    .filter(({ status }) => status === 'live')
    .map(({ channelSId, channelName }) => ({
      channelName,
      online: userSessions.filter((stay) => stay.channelSId === channelSId && stay.status === 'online')
        .length,
    }));
  const people = rows.reduce((sum, { online }) => sum + online, 0);
  const active = cdnStreams.filter(({ activeChannel }) => activeChannel !== undefined);
  return [
    ...[rows.length, people, active.length].map(String),
    ...rows.map(({ channelName, online }) => `${channelName} ${online}`).sort(),
  ];
};

const shownPage = async (page: Page): Promise<string[]> => [
  ...(await page.locator('.summary dd').allInnerTexts()).slice(0, 3),
  ...(
    await page.locator('.channels tbody tr').evaluateAll((rows) =>
      rows.map((row) =>
        [...row.children]
          .slice(0, 2)
          .map((cell) => cell.textContent)
          .join(' '),
      ),
    )
  ).sort(),
];

/** Waits until the page says what the tables say, and gives that. */
const agreement = async (page: Page): Promise<string[]> => {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const expected = expectedPage(await tables());
    const shown = await shownPage(page);
    if (JSON.stringify(shown) === JSON.stringify(expected)) return shown;
    if (Date.now() > deadline) expect(shown).toEqual(expected);
    await page.waitForTimeout(250);
  }
};

it('follows the simulator without being loaded anew', async () => {
  const history = generateHistory({ seed: 77, now: Date.now(), channels: 12, users: 12, streams: 8 });
  const { deliveries } = planDeliveries(history, {
    seed: 77,
    loss: 0.05,
    duplicates: 0.2,
    shuffle: true,
    wild: 0.2,
    secret: SECRET,
  });
  const page = await pages.open('/');
  await page.evaluate('window.loadedOnce = true');
  const said = new Set<string>();
  const parts = 4;
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * deliveries.length) / parts);
    const to = Math.floor(((part + 1) * deliveries.length) / parts);
    for (const delivery of deliveries.slice(from, to)) {
      const body = Buffer.from(JSON.stringify(delivery.body));
      const { status } = await httpRequest({
        port: embedded.port,
        path: '/notifications',
        method: 'POST',
        headers: { 'Ar-Signature': sign(body, SECRET) },
        body,
      });
      expect(status).toBe(200);
    }
    const agreed = await agreement(page);
    expect(agreed.length).toBeGreaterThan(5);
    said.add(agreed.join());
  }
  expect(said.size).toBeGreaterThan(1);
  expect(await page.evaluate('window.loadedOnce')).toBe(true);
});
