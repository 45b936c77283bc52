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

/** What the page's head must say: live channels, people, active pushes. */
const expectedSummary = ({ channelSessions, userSessions, cdnStreams }: Tables): string[] => {
  const live = channelSessions.filter(({ status }) => status === 'live');
  const ids = live.map(({ channelSId }) => channelSId);
  const online = userSessions.filter(
    ({ status, channelSId }) => status === 'online' && ids.includes(channelSId),
  );
  const active = cdnStreams.filter(({ activeChannel }) => activeChannel !== undefined);
  return [live.length, online.length, active.length].map((count) => count.toLocaleString('en-GB'));
};

/** Waits until the page says what the tables say. */
const agreement = async (page: Page): Promise<string[]> => {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const expected = expectedSummary(await tables());
    const shown = (await page.locator('.summary dd').allInnerTexts()).slice(0, 3);
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
    said.add((await agreement(page)).join(' '));
  }
  expect(said.size).toBeGreaterThan(1);
  expect(await page.evaluate('window.loadedOnce')).toBe(true);
  const { channelSessions, userSessions } = await tables();
  const live = channelSessions.filter(({ status }) => status === 'live');
  const rows = page.locator('.channels tbody tr');
  expect(await rows.count()).toBe(live.length);
  for (const { channelSId, channelName } of live) {
    const row = rows.filter({ has: page.locator(`a[href$="/sessions/${channelSId}"]`) });
    const online = userSessions.filter((stay) => stay.channelSId === channelSId && stay.status === 'online');
    expect(await row.locator('th').innerText()).toBe(channelName);
    expect(await row.locator('td.online').innerText()).toBe(String(online.length));
  }
});
