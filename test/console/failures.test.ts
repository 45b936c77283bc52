// What the pages say where the tables cannot be read, in both languages, and that they go on by themselves.
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { fillWithHistory } from '../helpers/console/console-target';
import { startPageSuite } from '../helpers/console/page-suite';

const signedOut = () =>
  Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  });

it('says what to do without credentials, and goes on once there are some', async () => {
  let isSignedIn = false;
  const suite = await startPageSuite({
    source: async (local) => {
      if (!isSignedIn) throw signedOut();
      return local;
    },
  });
  try {
    await fillWithHistory(suite.target.dynamoDb, { seed: 2, channels: 4, users: 4, streams: 2 });
    const page = await suite.open('/');
    expect(await page.getByRole('alert').innerText()).toContain('aws sso login');
    const chinese = await suite.open('/sessions/any', { locale: 'zh-CN' });
    expect(await chinese.getByRole('alert').innerText()).toMatch(/凭证.*aws sso login/s);
    isSignedIn = true;
    await page.locator('.summary').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect([suite.problems, suite.target.faults]).toEqual([[], []]);
  } finally {
    await suite.stop();
  }
});

it('keeps what it has, and says how old it is, while a table is gone', async () => {
  const suite = await startPageSuite();
  try {
    await fillWithHistory(suite.target.dynamoDb, { seed: 2, channels: 8, users: 4, streams: 2 });
    const page = await suite.open('/');
    const rows = page.locator('.channels tbody tr');
    await rows.first().waitFor();
    const before = await rows.count();
    await suite.target.dynamoDb.send(new DeleteTableCommand({ TableName: 'ChannelReports' }));
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toMatch(/is not there: deploy/);
    expect(await rows.count()).toBe(before);
    await page.locator('.age.stale', { hasText: /not refreshed for \d+ s/ }).waitFor();
    expect([suite.problems, suite.target.faults]).toEqual([[], []]);
  } finally {
    await suite.stop();
  }
});
