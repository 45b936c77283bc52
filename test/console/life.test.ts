// A life in a real browser: its bars, marks and figures are those of the tables; zoom, pages, order, keys.
import type { Page } from 'playwright-core';
import { fillWithHistory } from '../helpers/console/console-target';
import { type PageSuite, startPageSuite } from '../helpers/console/page-suite';
import type { Item } from '../helpers/oracle';
import type { SettledTables } from '../helpers/oracle/settled';

let suite: PageSuite;
let tables: SettledTables;
let report: Item;
let stays: Item[];
let page: Page;
const openLife = async (channelSId: unknown): Promise<Page> => {
  const opened = await suite.open(`/sessions/${encodeURIComponent(String(channelSId))}`);
  await opened.locator('.bars .bar').first().waitFor();
  await opened.locator('.curve .area').first().waitFor();
  return opened;
};
beforeAll(async () => {
  suite = await startPageSuite();
  tables = await fillWithHistory(suite.target.dynamoDb, { seed: 31, channels: 16, users: 50, streams: 24 });
  report =
    tables.channelReports
      .filter(({ status, quality }) => status === 'ended' && Object(quality).leavesInferred > 0)
      .sort((a, b) => Number(b.stays) - Number(a.stays))[0] ?? {};
  stays = tables.userSessions.filter(({ channelSId }) => channelSId === report.channelSId);
  page = await openLife(report.channelSId);
});
afterAll(async () => {
  expect(suite.problems).toEqual([]);
  await suite.stop();
});

const rows = () => page.locator('section.bars').first().locator('li.row');
const startOf = ({ joinedAt, firstEventAt }: Item) => String(joinedAt ?? firstEventAt);
const byJoin = (items: readonly Item[]) =>
  [...items].sort((a, b) =>
    startOf(a) === startOf(b) ? (String(a.uSId) < String(b.uSId) ? -1 : 1) : startOf(a) < startOf(b) ? -1 : 1,
  );

it('has one bar for each stay of the page, by join, each with the reason of its end', async () => {
  expect(stays.length).toBeGreaterThan(50);
  const shown = await rows().all();
  expect(shown).toHaveLength(50);
  const expected = byJoin(stays).slice(0, 50);
  const users = await rows().locator('.who').allInnerTexts();
  expect(users.map((user) => user.trim())).toEqual(expected.map(({ uid }) => uid));
  const ends = await rows().locator('.stay-end').allInnerTexts();
  for (const [index, { leaveReason, leaveInferred }] of expected.entries()) {
    expect(ends[index]).toContain(String(leaveReason));
    expect(ends[index]?.includes('inferred')).toBe(leaveInferred === true);
  }
});

it('colours bars by role, and draws inferred ends and unknown beginnings as such', async () => {
  for (const [index, stay] of byJoin(stays).slice(0, 50).entries()) {
    const bar = rows().nth(index).locator('svg.bar');
    const kinds = await bar
      .locator('.piece, .uncertain')
      .evaluateAll((pieces) => pieces.map((piece) => piece.getAttribute('class')?.split(' ').at(-1)));
    const roles = Array.isArray(stay.roles) ? stay.roles.map(({ role }) => role) : [stay.role];
    for (const kind of kinds) expect(roles).toContain(kind);
    // A pattern of its own, so that it is told without its colour, too.
    const fills = await bar
      .locator('.piece')
      .evaluateAll((pieces) => pieces.map((piece) => piece.getAttribute('fill')));
    for (const fill of fills) expect(roles.map((role) => `url(#${role})`)).toContain(fill);
    expect(await bar.locator('.mark.inferred').count()).toBe(stay.leaveInferred === true ? 1 : 0);
    expect(await bar.locator('.mark.unknown-start').count()).toBe(stay.joinedAt === undefined ? 1 : 0);
    if (stay.leaveInferred === true && String(stay.lastEventAt) < String(stay.leftAt)) {
      expect(await bar.locator('.uncertain').count()).toBeGreaterThan(0);
    }
    expect(await bar.getAttribute('aria-label')).toContain(String(stay.uid));
  }
});

it('goes on to the other stays, and back', async () => {
  await page.getByRole('button', { name: 'Next' }).click();
  await page.locator('.pager', { hasText: `51–${stays.length} of ${stays.length}` }).waitFor();
  const users = await rows().locator('.who').allInnerTexts();
  expect(users.map((user) => user.trim())).toEqual(
    byJoin(stays)
      .slice(50)
      .map(({ uid }) => uid),
  );
  await page.getByRole('button', { name: 'Previous' }).click();
  await page.locator('.pager', { hasText: `1–50 of ${stays.length}` }).waitFor();
});

it('sorts by length and by user', async () => {
  const lengthOf = (stay: Item) => Date.parse(String(stay.leftAt)) - Date.parse(startOf(stay));
  await page.getByRole('button', { name: 'by length' }).click();
  await page.locator('button[aria-pressed=true]', { hasText: 'by length' }).waitFor();
  const longest = [...stays].sort((a, b) => lengthOf(b) - lengthOf(a))[0] ?? {};
  expect((await rows().first().locator('.who').innerText()).trim()).toBe(longest.uid);
  await page.getByRole('button', { name: 'by user' }).click();
  await page.locator('button[aria-pressed=true]', { hasText: 'by user' }).waitFor();
  const users = (await rows().locator('.who').allInnerTexts()).map(Number);
  expect(users).toEqual([...users].sort((a, b) => a - b));
  await page.getByRole('button', { name: 'by join' }).click();
  await page.locator('button[aria-pressed=true]', { hasText: 'by join' }).waitFor();
});

it('shows the report’s figures and how far to trust them', async () => {
  const figures = await page.locator('.figures').innerText();
  for (const name of ['users', 'visits', 'stays', 'peakOnlineUsers']) {
    expect(figures).toContain(String(report[name]));
  }
  for (const [reason, count] of Object.entries(Object(report.leavesByReason))) {
    expect(figures).toMatch(new RegExp(`${reason}\\s+${count}`));
  }
  const { leavesInferred, staysWithoutJoin } = Object(report.quality);
  expect(figures).toContain(`${leavesInferred} lea`);
  expect(figures).toContain(staysWithoutJoin === 0 ? 'Every stay’s join' : `${staysWithoutJoin} stay`);
});

it('reads the curve at a time by keys, as the stays have it', async () => {
  const slider = page.getByRole('slider', { name: 'People online over time' });
  await slider.focus();
  await slider.press('Home');
  for (let step = 0; step < 30; step++) await slider.press('ArrowRight');
  const at = Number(await slider.getAttribute('aria-valuenow'));
  const online = stays.filter(
    (stay) => Date.parse(startOf(stay)) <= at && at < Date.parse(String(stay.leftAt)),
  ).length;
  expect(online).toBeGreaterThan(0);
  expect(await slider.getAttribute('aria-valuetext')).toContain(`Total ${online};`);
  expect(await page.locator('.reading .at dd').innerText()).toBe(String(online));
});

it('zooms and scrolls by keys, buttons and a drag, and comes back to the whole', async () => {
  const slider = page.getByRole('slider', { name: 'People online over time' });
  const range = async () => [
    Number(await slider.getAttribute('aria-valuemin')),
    Number(await slider.getAttribute('aria-valuemax')),
  ];
  const width = async () => {
    const [from = 0, to = 0] = await range();
    return to - from;
  };
  const whole = await width();
  await slider.focus();
  await slider.press('+');
  expect(await width()).toBeCloseTo(whole / 2, -1);
  const [before = 0] = await range();
  await slider.press('Shift+ArrowLeft');
  expect((await range())[0]).toBeLessThan(before);
  await page.getByRole('slider', { name: 'Scroll in time' }).fill('1000');
  expect(await width()).toBeCloseTo(whole / 2, -1);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  expect(await width()).toBeCloseTo(whole / 4, -1);
  await page.getByRole('button', { name: 'Whole time' }).click();
  expect(await width()).toBe(whole);
  const box = await slider.boundingBox();
  if (box === null) throw new Error('the curve has no place on the page');
  await page.mouse.move(box.x + box.width * 0.25, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, box.y + 40, { steps: 5 });
  await page.mouse.up();
  expect((await width()) / whole).toBeCloseTo(0.5, 1);
  await slider.focus();
  await slider.press('0');
  expect(await width()).toBe(whole);
});

it('tells the exact values of a bar on hover and on focus', async () => {
  const [stay = {}] = byJoin(stays);
  const row = rows().first();
  const check = async () => {
    const details = await row.locator('.details').innerText();
    expect(details).toContain('UTC');
    expect(details).toContain('Asia/Shanghai');
    expect(details).toContain(String(stay.leaveReason));
    if (stay.platform !== undefined) expect(details).toContain(String(stay.platform));
  };
  await row.locator('.plot').hover();
  await check();
  await page.mouse.move(5, 5);
  await row.locator('.details').waitFor({ state: 'detached' });
  await row.locator('a').focus();
  await check();
});

it('shows the pushes of its time, keys masked', async () => {
  const pushed = tables.channelReports.find(({ channelName, status, startedAt }) =>
    tables.cdnStreams.some(
      ({ channel, requestedAt }) =>
        channel === channelName && status === 'live' && String(requestedAt) >= String(startedAt),
    ),
  );
  const other = await openLife(pushed?.channelSId);
  const expected = tables.cdnStreams.filter(
    ({ channel, lastEventAt }) =>
      channel === pushed?.channelName && String(lastEventAt) >= String(pushed?.startedAt),
  );
  const shown = other.locator('section.bars').last().locator('li.row');
  expect(await shown.count()).toBe(expected.length);
  const ends = (await shown.locator('.end').allInnerTexts()).join(' ');
  for (const { status, stream } of expected) {
    expect(ends).toContain(String(status));
    expect(await other.content()).not.toContain(String(stream).split('/').at(-1));
  }
  await other.close();
});

it('shows a live life up to now, as its channel goes on', async () => {
  const live =
    tables.channelReports.find(({ status, stays }) => status === 'live' && Number(stays) > 5) ?? {};
  const other = await openLife(live.channelSId);
  expect(await other.locator('.pill.live').innerText()).toBe('live');
  const online = tables.userSessions.filter(
    ({ channelSId, status }) => channelSId === live.channelSId && status === 'online',
  );
  expect(await other.locator('.reading .at dd').innerText()).toBe(String(online.length));
  expect(await other.locator('.mark.online').count()).toBeGreaterThanOrEqual(Math.min(50, online.length));
  await other.close();
});
