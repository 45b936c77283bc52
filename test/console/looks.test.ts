// Every page as different people look at it: wide and narrow, light and dark, in both languages, by keyboard alone,
// with a screen reader's rules; strangers' names; and what it says where the tables cannot be read.
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { fillWithHistory } from '../helpers/console/console-target';
import { putItems } from '../helpers/console/filled-tables';
import { type PageSuite, startPageSuite } from '../helpers/console/page-suite';
import type { SettledTables } from '../helpers/oracle/settled';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let suite: PageSuite;
let tables: SettledTables;
let pages: Readonly<Record<string, string>>;
beforeAll(async () => {
  suite = await startPageSuite();
  tables = await fillWithHistory(suite.target.dynamoDb, { seed: 41, channels: 14, users: 14, streams: 14 });
  const life = tables.channelReports.find(({ status }) => status === 'ended') ?? {};
  const [stay = {}] = tables.userSessions;
  pages = {
    live: '/',
    channel: `/channels/${life.channelName}`,
    life: `/sessions/${life.channelSId}`,
    user: `/users/${stay.uid}`,
    'no life': '/sessions/none',
    'no page': '/none',
  };
});
afterAll(async () => {
  expect(suite.problems).toEqual([]);
  await suite.stop();
});

/** Waits until nothing is being read any more. */
const settled = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle');
  await page.locator('main').waitFor();
};

const kinds = ['live', 'channel', 'life', 'user', 'no life', 'no page'] as const;
const looks = [
  { width: 1400, scheme: 'light', locale: 'en-GB' },
  { width: 1400, scheme: 'dark', locale: 'zh-CN' },
  { width: 390, height: 844, scheme: 'light', locale: 'zh-CN' },
  { width: 390, height: 844, scheme: 'dark', locale: 'en-US' },
] as const;

it.each(kinds.flatMap((kind) => looks.map((look) => [kind, look] as const)))(
  '%s in %p fits, and axe finds nothing serious',
  async (kind, look) => {
    const page = await suite.open(pages[kind] ?? '', look);
    await settled(page);
    const [scroll, client] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    expect(scroll).toBeLessThanOrEqual(client);
    expect(await page.evaluate('document.documentElement.lang')).toBe(
      look.locale === 'zh-CN' ? 'zh-CN' : 'en',
    );
    // Not by a script element: the page's own policy forbids that.
    await page.evaluate(axe);
    const { violations } = await page.evaluate<AxeResults>('axe.run()');
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)])).toEqual([]);
    await page.context().close();
  },
);

it('speaks Chinese to a Chinese browser, English to others, and what was chosen after that', async () => {
  const page = await suite.open('/', { locale: 'zh-TW' });
  await page.getByRole('heading', { name: '在线频道' }).waitFor();
  await page.getByRole('button', { name: 'EN' }).click();
  await page.getByRole('heading', { name: 'Live channels' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Live channels' }).waitFor();
  await page.context().close();
});

it('shows times in the browser’s zone, and in UTC when asked', async () => {
  const [report = {}] = tables.channelReports.filter(({ status }) => status === 'ended');
  const page = await suite.open(`/sessions/${report.channelSId}`, { timezone: 'Asia/Kolkata' });
  const time = page.locator('.facts time').first();
  const inZone = (timeZone: string) =>
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(
      new Date(String(report.startedAt)),
    );
  expect(await time.innerText()).toContain(inZone('Asia/Kolkata'));
  expect(await time.getAttribute('title')).toContain(inZone('UTC'));
  await page.getByRole('button', { name: 'UTC' }).click();
  expect(await time.innerText()).toContain(inZone('UTC'));
  await page.context().close();
});

it('can be used by keyboard alone: skip, find, follow, zoom', async () => {
  const page = await suite.open('/');
  await page.locator('.channels').waitFor();
  const focused = () =>
    page.evaluate<string>(
      'document.activeElement.textContent || document.activeElement.getAttribute("aria-label")',
    );
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Skip to content');
  const [stay = {}] = tables.userSessions;
  for (let presses = 0; presses < 10 && (await focused()) !== 'Find'; presses++)
    await page.keyboard.press('Tab');
  await page.keyboard.type(String(stay.uid));
  await page.keyboard.press('Enter');
  await page.locator('h1', { hasText: String(stay.uid) }).waitFor();
  await page.locator('.bars .row').first().waitFor();
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.locator('.row .details').count()) > 0) break;
  }
  expect(await page.locator('.row .details').innerText()).toContain('UTC');
  await page.keyboard.press('Enter');
  await page.locator('.curve-plot').focus();
  await page.keyboard.press('+');
  await page.getByRole('slider', { name: 'Scroll in time' }).waitFor();
  await page.context().close();
});

describe('find', () => {
  it('takes what was typed to the one page it names', async () => {
    const [stay = {}] = tables.userSessions;
    for (const [text, title] of [
      [stay.channelName, stay.channelName],
      [stay.channelSId, stay.channelName],
      [stay.uid, stay.uid],
    ]) {
      const page = await suite.open('/');
      await page.getByRole('searchbox', { name: 'Find' }).fill(String(text));
      await page.getByRole('button', { name: 'Find' }).click();
      await page.locator('h1', { hasText: String(title) }).waitFor();
      await page.context().close();
    }
  });

  it('takes a stream without putting it into any address', async () => {
    const push = tables.cdnStreams.find(({ activeChannel }) => activeChannel !== undefined) ?? {};
    const stream = String(push.stream);
    const page = await suite.open('/');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.getByRole('searchbox', { name: 'Find' }).fill(stream);
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: String(push.channel) }).waitFor();
    const key = stream.split('/').at(-1) ?? '';
    expect(asked.length).toBeGreaterThan(1);
    expect([...asked, page.url()].filter((url) => url.includes(key) || url.includes('rtmp'))).toEqual([]);
    await page.context().close();
  });

  it('says so where nothing has the name', async () => {
    const page = await suite.open('/');
    await page.getByRole('searchbox', { name: 'Find' }).fill('nobody and nothing');
    await page.keyboard.press('Enter');
    await page.locator('.found', { hasText: 'Nothing has this name or id.' }).waitFor();
    await page.context().close();
  });
});

it.each([
  ['<img src=x onerror=alert(1)>'],
  ['"><script>alert(1)</script>'],
  ['\u202eright to left\u202c שלום عليكم'],
  ['👩‍👩‍👧‍👦 party'],
  ['x'.repeat(2048)],
  ['a/../b?c#d%2F&e'],
  ['..'],
])('a channel called %p is text everywhere', async (name) => {
  const at = new Date(Date.now() - 600_000).toISOString();
  const life = { channelSId: `of ${name}`.slice(0, 2048), channelName: name, status: 'live' };
  await putItems(suite.target.dynamoDb, 'ChannelSessions', [
    { ...life, liveChannel: name, createdAt: at, firstEventAt: at },
  ]);
  await putItems(suite.target.dynamoDb, 'UserSessions', [
    {
      channelSId: life.channelSId,
      uSId: 's',
      channelName: name,
      uid: name,
      status: 'online',
      role: 'broadcaster',
      joinedAt: at,
      firstEventAt: at,
      lastEventAt: at,
    },
  ]);
  for (const width of [1400, 390]) {
    const page = await suite.open('/', { width });
    const link = page.locator('.channels tbody th a').filter({ has: page.locator(`bdi`) });
    await link.first().waitFor();
    const names = await link.evaluateAll((links) => links.map((found) => found.textContent));
    expect(names).toContain(name);
    await link.nth(names.indexOf(name)).click();
    await page.locator('.bars .row').first().waitFor();
    expect(await page.locator('h1 bdi').first().textContent()).toBe(name);
    expect(await page.locator('.bars .who bdi').first().textContent()).toBe(name);
    await page.locator('.bars .who a').first().click();
    await page.locator('h1 .kind', { hasText: 'User' }).waitFor();
    await page.locator('.bars .row').first().waitFor();
    expect(await page.locator('h1 bdi').textContent()).toBe(name);
    await page.goBack();
    await page.getByRole('link', { name: 'All lives' }).click();
    await page.locator('.lives tbody tr').first().waitFor();
    expect(await page.locator('h1 bdi').textContent()).toBe(name);
    // Nothing of a name has become an element: the only picture is ours.
    expect(await page.locator('img, script:not([src]), iframe').count()).toBe(1);
    const [scroll, client] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    expect(scroll).toBeLessThanOrEqual(client);
    await page.context().close();
  }
});
