// The page of a channel of many lives, and of a user of many stays: from one page of them to the next, and back.
import type { Page } from 'playwright-core';
import { putTables } from '../helpers/console/filled-tables';
import { type PageSuite, startPageSuite } from '../helpers/console/page-suite';
import { channelNotice, joinNotice } from '../helpers/notices';
import { settledTables } from '../helpers/oracle/settled';
import { settings } from '../helpers/table-items';

const LIVES = 60;
/** As many are on a page. */
const SHOWN = 50;
const MINUTE = 60;
const BEGINNING = Math.floor(Date.now() / 1000) - LIVES * 10 * MINUTE;

const life = (number: number) => {
  const ts = BEGINNING + number * 10 * MINUTE;
  const channel = { channelName: 'again', channelSId: `life-${number}` };
  return [
    channelNotice(`create-${number}`, 101, { ...channel, ts }),
    joinNotice(`join-${number}`, 103, { ...channel, uid: 7, uSId: `stay-${number}`, platform: 7, ts }),
    channelNotice(`destroy-${number}`, 102, { ...channel, ts: ts + 5 * MINUTE }),
  ];
};

let suite: PageSuite;
beforeAll(async () => {
  suite = await startPageSuite();
  const told = Array.from({ length: LIVES }, (_, number) => life(number)).flat();
  const rest = { emptyMinutes: 15, silentHours: 0, quietMs: 1_800_000 };
  await putTables(suite.target.dynamoDb, settledTables(told, settings, rest));
});
afterAll(async () => {
  expect(suite.problems).toEqual([]);
  await suite.stop();
});

const pager = (page: Page, range: string) => page.locator('.pager', { hasText: range });

it.each([
  ['channel', '/channels/again', 'table.lives tbody tr'],
  ['user', '/users/7', 'section.bars li.row'],
])('a %s', async (_, path, row) => {
  const page = await suite.open(path);
  const rows = async () => {
    // Away from the rows: what the mouse is on says more.
    await page.mouse.move(0, 0);
    return page.locator(row).allInnerTexts();
  };
  const [next, previous] = ['Next', 'Previous'].map((name) => page.getByRole('button', { name }));
  await pager(page, `1–${SHOWN}`).waitFor();
  const first = await rows();
  expect(first).toHaveLength(SHOWN);
  expect(await previous?.isDisabled()).toBe(true);

  await next?.click();
  await pager(page, `${SHOWN + 1}–${LIVES}`).waitFor();
  const second = await rows();
  expect(second).toHaveLength(LIVES - SHOWN);
  expect(first.filter((text) => second.includes(text))).toEqual([]);
  expect(await next?.isDisabled()).toBe(true);

  await previous?.click();
  await pager(page, `1–${SHOWN}`).waitFor();
  expect(await rows()).toEqual(first);
});
