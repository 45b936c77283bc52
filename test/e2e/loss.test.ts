// A tenth of all notifications is lost, ends among them: no ghost stays, and every count is what follows from the rest.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { planDeliveries } from '../../lib/simulator/delivery';
import { generateHistory } from '../../lib/simulator/history';
import { SIGNATURE_HEADER } from '../../lib/simulator/sign';
import { bytesOf, sign } from '../helpers/bundle/client';
import { startEmbedded } from '../helpers/embedded-process';
import { httpRequest } from '../helpers/http-request';
import { inParallel } from '../helpers/in-parallel';
import { comparable, type Item } from '../helpers/oracle';
import { settledTables } from '../helpers/oracle/settled';
import { localTableNames, readTable, readTables } from '../helpers/read-tables';
import { settings } from '../helpers/table-items';

const WAITING_MINUTES = 0.05;
const bookkeeping = ['basis', 'basisAt', 'told', 'checkAt', 'checkChannelSId'];

const inOrder = (items: readonly Item[]): Item[] =>
  items
    .map(comparable)
    .map((item) => Object.fromEntries(Object.entries(item).filter(([name]) => !bookkeeping.includes(name))))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
const keyOf = ({ channelSId, uSId, channel, stream }: Item): string =>
  JSON.stringify([channelSId, uSId, channel, stream]);

it('the tables come to rest as the oracle says, without a ghost', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'loss-'));
  const embedded = await startEmbedded({
    dataDir,
    env: { CONSOLE_PORT: '0', TABLES_PORT: '0', EMPTY_MINUTES: String(WAITING_MINUTES) },
  });
  const client = localDynamoDb(embedded.dynamodbPort);
  const seed = Math.floor(Math.random() * 2 ** 31);
  try {
    const history = generateHistory({
      seed,
      now: Date.now(),
      channels: 30,
      users: 8,
      streams: 20,
      contradictions: 0,
    });
    const { deliveries } = planDeliveries(history, {
      seed,
      loss: 0.1,
      duplicates: 0.1,
      shuffle: true,
      wild: 0,
      secret: 'local-secret',
    });
    const answers = await inParallel(deliveries, (delivery) => {
      const body = bytesOf(delivery.body);
      return httpRequest({
        port: embedded.port,
        path: '/notifications',
        method: 'POST',
        headers: { [SIGNATURE_HEADER]: sign(body, 'local-secret') },
        body,
      });
    });
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const told = deliveries.map(({ notification }) => notification);
    expect(told.length).toBeLessThan(history.length * 1.2);
    const expected = settledTables(told, settings, {
      emptyMinutes: WAITING_MINUTES,
      silentHours: 0,
      quietMs: 600_000,
    });
    const read = async () => {
      const { channelSessions, userSessions, cdnStreams } = await readTables(client, localTableNames);
      const channelReports = await readTable(client, 'ChannelReports');
      return [channelSessions, userSessions, cdnStreams, channelReports].map(inOrder);
    };
    const wanted = [
      expected.channelSessions,
      expected.userSessions,
      expected.cdnStreams,
      expected.channelReports,
    ].map(inOrder);
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline && !isDeepStrictEqual(await read(), wanted)) {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const [channels = [], stays = [], pushes = []] = await read();
    expect(await read()).toEqual(wanted);
    const live = new Map(channels.map(({ channelSId, status }) => [channelSId, status]));
    const isLive = (name: unknown) =>
      channels.some(({ channelName, status }) => channelName === name && status === 'live');
    // Said once more in words: nobody is online in a channel that has ended, and no push runs without a channel.
    expect(
      stays.filter(({ status, channelSId }) => status === 'online' && live.get(channelSId) !== 'live'),
    ).toEqual([]);
    expect(
      pushes.filter(({ activeChannel }) => activeChannel !== undefined && !isLive(activeChannel)),
    ).toEqual([]);
    expect(
      channels.filter(
        ({ channelSId, status }) =>
          status === 'live' &&
          !stays.some((stay) => stay.channelSId === channelSId && stay.status === 'online'),
      ),
    ).toEqual([]);
  } catch (error) {
    throw new Error(`seed ${seed}`, { cause: error });
  } finally {
    client.destroy();
    await embedded.end('SIGTERM');
    await rm(dataDir, { recursive: true, maxRetries: 20 });
  }
});
