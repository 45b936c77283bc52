// Overload: 5,000 notifications at once against the embedded stack, which must answer each and lose none.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { planDeliveries } from '../../lib/simulator/delivery';
import { generateHistory } from '../../lib/simulator/history';
import { sign } from '../../lib/simulator/sign';
import { asTold } from '../helpers/as-told';
import { type EmbeddedProcess, startEmbedded } from '../helpers/embedded-process';
import { httpRequest } from '../helpers/http-request';
import { expectedTables } from '../helpers/oracle';
import { localTableNames, readTables } from '../helpers/read-tables';
import { itemsOf, settings } from '../helpers/table-items';
import { readPart, writePart, writesDocument } from './document';

const BURST = 5_000;
const SEED = 11;
const SECRET = 'local-secret';
const PART = 'burst';

let dataDir: string;
let embedded: EmbeddedProcess | undefined;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'burst-'));
  embedded = await startEmbedded({ dataDir });
});
afterAll(async () => {
  await embedded?.end('SIGKILL');
  await rm(dataDir, { recursive: true, maxRetries: 20 });
});

it('answers each and loses none that it acknowledged', async () => {
  if (embedded === undefined) throw new Error('the stack did not start');
  const { port, dynamodbPort } = embedded;
  const history = generateHistory({ seed: SEED, now: Date.now(), channels: 60, users: 40, streams: 60 });
  const { deliveries } = planDeliveries(history, { seed: SEED, loss: 0, duplicates: 0.1, shuffle: true });
  expect(deliveries.length).toBeGreaterThanOrEqual(BURST);
  const requests = deliveries.slice(0, BURST).map(({ body, notification }) => {
    const bytes = Buffer.from(JSON.stringify(body));
    return { bytes, notification, signature: sign(bytes, SECRET) };
  });
  const started = performance.now();
  const answers = await Promise.all(
    requests.map(async ({ bytes, notification, signature }) => {
      const { status } = await httpRequest({
        port,
        path: '/notifications',
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Ar-Signature': signature },
        body: bytes,
      });
      return { status, notification, afterMs: performance.now() - started };
    }),
  );
  const tookSeconds = (performance.now() - started) / 1000;
  const statuses = new Map<number, number>();
  for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);

  const acknowledged = answers.filter(({ status }) => status === 200).map(({ notification }) => notification);
  const client = localDynamoDb(dynamodbPort);
  const tables = asTold(await readTables(client, localTableNames));
  client.destroy();
  expect([...statuses]).toEqual([[200, BURST]]);
  expect(itemsOf(tables, () => true)).toEqual(itemsOf(expectedTables(acknowledged, settings), () => true));
  const figures =
    `\n${BURST} requests at once over ${BURST} connections: ${BURST} answers, all 200, the last after ` +
    `${tookSeconds.toFixed(1)} s; the tables equal the oracle.\n\n`;
  process.stdout.write(figures);
  if (writesDocument) writePart(PART, figures);
  expect(readPart(PART)).toContain(`${BURST} answers, all 200`);
});
