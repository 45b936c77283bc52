// The first page in a real browser: what it shows is what the tables hold, and it follows them.
import type { Page } from 'playwright-core';
import { fillWithHistory } from '../helpers/console/console-target';
import { putItems } from '../helpers/console/filled-tables';
import { type PageSuite, startPageSuite } from '../helpers/console/page-suite';
import type { SettledTables } from '../helpers/oracle/settled';

let suite: PageSuite;
let tables: SettledTables;
let page: Page;
beforeAll(async () => {
  suite = await startPageSuite();
  tables = await fillWithHistory(suite.target.dynamoDb, { seed: 21, channels: 24, users: 25, streams: 70 });
  page = await suite.open('/');
  await page.locator('.channels tbody tr').first().waitFor();
});
afterAll(async () => {
  expect(suite.problems).toEqual([]);
  await suite.stop();
});

const live = () => tables.channelReports.filter(({ status }) => status === 'live');
const text = (selector: string, from: Page = page) => from.locator(selector).allInnerTexts();

it('counts channels, people, pushes and troubles', async () => {
  const people = live().reduce((sum, { onlineUsers }) => sum + Number(onlineUsers), 0);
  const active = tables.cdnStreams.filter(({ activeChannel }) => activeChannel !== undefined);
  const bad = tables.cdnStreams.filter(({ status }) => status === 'failed' || status === 'interrupted');
  const inferred = tables.channelReports.filter(({ endInferred }) => endInferred === true);
  expect(await text('.summary dd')).toEqual(
    [live().length, people, active.length, bad.length + inferred.length].map(String),
  );
  expect(bad.length).toBeGreaterThan(2);
});

it('shows each live channel with its people, most people first', async () => {
  const rows = await page.locator('.channels tbody tr').all();
  expect(rows).toHaveLength(live().length);
  const shown = await Promise.all(
    rows.map(async (row) => ({
      name: await row.locator('th').innerText(),
      online: await row.locator('td.online').innerText(),
      roles: (await row.locator('.role-figures > span').allInnerTexts()).map((figure) =>
        figure.trim().replace(/\s+/g, ' '),
      ),
      peak: await row.locator('[data-label="Peak"]').innerText(),
    })),
  );
  const figures = (name: string, count: unknown) => (Number(count) > 0 ? [`${count} ${name}`] : []);
  for (const { channelName, ...report } of live()) {
    expect(shown).toContainEqual({
      name: channelName,
      online: String(report.onlineUsers),
      roles: [
        ...figures('broadcaster', report.onlineBroadcasters),
        ...figures('participant', report.onlineParticipants),
        ...figures('audience', report.onlineAudience),
      ],
      peak: String(report.peakOnlineUsers),
    });
  }
  const people = shown.map(({ online }) => Number(online));
  expect(people).toEqual([...people].sort((a, b) => b - a));
});

it('names what is wrong with code and meaning, and shows no key', async () => {
  // The first ones are there at once, the others when asked for.
  expect(await page.locator('.troubles li').count()).toBe(8);
  await page.getByRole('button', { name: /^and \d+ more$/ }).click();
  const troubles = await text('.troubles li');
  for (const { status, channel, lastError, stream } of tables.cdnStreams) {
    if (status !== 'failed' && status !== 'interrupted') continue;
    const { code, meaning } = Object(lastError);
    const found = troubles.filter(
      (trouble) => trouble.includes(String(channel)) && trouble.includes(`${code} ${meaning}`),
    );
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toContain(String(status));
    expect(await page.content()).not.toContain(String(stream).split('/').at(-1));
  }
});

it('shows what ended last, newest first, with how it ended', async () => {
  const expected = tables.channelReports
    .filter(({ status }) => status === 'ended')
    .sort((a, b) => (String(a.endedAt) < String(b.endedAt) ? 1 : -1))
    .slice(0, 20);
  const times = await page
    .locator('.ended tbody td:nth-of-type(1) time')
    .evaluateAll((found) => found.map((time) => time.getAttribute('datetime')));
  expect(times).toEqual(expected.map(({ endedAt }) => endedAt));
  const inferred = await page.locator('.ended .inferred').count();
  expect(inferred).toBe(expected.filter(({ endInferred }) => endInferred === true).length);
});

it('shows active pushes of channels that are not live', async () => {
  const names = live().map(({ channelName }) => channelName);
  const others = tables.cdnStreams.filter(
    ({ activeChannel }) => activeChannel !== undefined && !names.includes(activeChannel),
  );
  const at = new Date().toISOString();
  const alone = {
    channel: 'pushed alone',
    activeChannel: 'pushed alone',
    status: 'publishing',
    statusAt: at,
  };
  await putItems(suite.target.dynamoDb, 'CdnStreams', [
    {
      ...alone,
      stream: 'rtmp://push.example.com/live/ITS-KEY',
      // Older than the status, and without a reason.
      lastError: {
        code: 33,
        meaning: 'TCP connection lost',
        event: 'PublishStatus',
        at: new Date(Date.parse(at) - 60_000).toISOString(),
      },
      firstEventAt: at,
      lastEventAt: at,
    },
  ]);
  const shown = page.locator('.other-pushes li');
  await shown.filter({ hasText: 'pushed alone' }).waitFor();
  expect(await shown.count()).toBe(others.length + 1);
  expect(await shown.filter({ hasText: 'pushed alone' }).innerText()).toMatch(
    /publishing.*rtmp:\/\/push\.example\.com\/live\/\*\*\*.*last error:.*33 TCP connection lost/s,
  );
});

it('filters by name', async () => {
  const [report = {}] = live();
  const field = page.getByRole('searchbox', { name: 'Filter by name' });
  await field.fill(String(report.channelName).toUpperCase());
  expect(await text('.channels tbody th')).toEqual([report.channelName]);
  await field.fill('no such channel');
  expect(await page.locator('.live-area .empty').innerText()).toContain('No live channel has this');
  await field.fill('');
});

it('follows the tables, and keeps filter, focus and place', async () => {
  const [report = {}] = live();
  const field = page.getByRole('searchbox', { name: 'Filter by name' });
  await field.fill(String(report.channelName));
  await page.evaluate('scrollTo(0, 40)');
  await putItems(suite.target.dynamoDb, 'ChannelReports', [
    { ...report, onlineUsers: 4_321, onlineAudience: 4_320, onlineBroadcasters: 1, onlineParticipants: 0 },
  ]);
  await page.locator('.channels td.online', { hasText: '4,321' }).waitFor();
  expect(await field.inputValue()).toBe(report.channelName);
  expect(await field.evaluate((element) => element.ownerDocument.activeElement === element)).toBe(true);
  await putItems(suite.target.dynamoDb, 'ChannelReports', [report]);
  await page.locator('.channels td.online', { hasText: new RegExp(`^${report.onlineUsers}$`) }).waitFor();
  await field.fill('');
});

it('says how old its figures are, and stands still when told to', async () => {
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.locator('.age', { hasText: /as of [4-9] s ago/ }).waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.locator('.age', { hasText: /as of now|as of [12] s ago/ }).waitFor();
});

it('leads to the life and back', async () => {
  const first = page.locator('.channels tbody th a').first();
  const name = await first.innerText();
  await first.click();
  await page.locator('h1', { hasText: name }).waitFor();
  await page.goBack();
  await page.locator('.channels').waitFor();
});
