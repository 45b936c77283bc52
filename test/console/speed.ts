// `npm run bench:console`: how long a life takes from the request to its picture, in a real Chromium, on the
// embedded DynamoDB.
import { readAssets } from '../../lib/console/assets';
import { buildConsole } from '../../tools/build/console-bundle';
import { startBrowser } from '../helpers/console/browser';
import { startConsoleTarget } from '../helpers/console/console-target';
import { putItems } from '../helpers/console/filled-tables';
import { largeLife } from '../helpers/console/large-life';

const SIZES = [50, 5_000, 100_000] as const;
const TRIES = 5;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

await buildConsole();
const target = await startConsoleTarget({ assets: readAssets });
const browser = await startBrowser();
try {
  console.log('stays     curve ms  bars ms   sorted by length, first page, ms');
  for (const size of SIZES) {
    const name = `life-of-${size}`;
    const { channel, report, stays } = largeLife(name, size, Date.now() - 3_600_000);
    await putItems(target.dynamoDb, 'ChannelSessions', [channel]);
    await putItems(target.dynamoDb, 'ChannelReports', [report]);
    await putItems(target.dynamoDb, 'UserSessions', stays);
    const curves: number[] = [];
    const bars: number[] = [];
    const sorted: number[] = [];
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      const begun = performance.now();
      await page.goto(`http://localhost:${target.port}/sessions/${name}`, { waitUntil: 'commit' });
      const curve = page
        .locator('.curve .area')
        .first()
        .waitFor()
        .then(() => curves.push(performance.now() - begun));
      const bar = page
        .locator('.bars .bar')
        .first()
        .waitFor()
        .then(() => bars.push(performance.now() - begun));
      await Promise.all([curve, bar]);
      // Reading all stays of a large life again and again would measure the embedded DynamoDB.
      if (attempt === 0 || size < 100_000) {
        const asked = performance.now();
        const answer = page.waitForResponse(/sort=length/);
        await page.getByRole('button', { name: 'by length' }).click();
        await answer;
        await page.locator('.choices button[aria-pressed="true"]', { hasText: 'by length' }).waitFor();
        sorted.push(performance.now() - asked);
      }
      await page.close();
    }
    console.log(
      [size, median(curves), median(bars), median(sorted)]
        .map((value) => String(Math.round(value)).padEnd(10))
        .join(''),
    );
  }
} finally {
  await browser.close();
  await target.stop();
}
