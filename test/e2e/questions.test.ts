// The questions of docs/tables.md on the embedded stack, through the SDK: its DynamoDB knows no PartiQL.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { generateHistory } from '../../lib/simulator/history';
import { sign } from '../../lib/simulator/sign';
import { sdkInput } from '../../tools/docs/questions';
import { startEmbedded } from '../helpers/embedded-process';
import { httpRequest } from '../helpers/http-request';
import type { Item } from '../helpers/oracle';
import { checkQuestions, rebornChannel } from '../helpers/questions';
import { localTableNames, readTables, tablesAtRest } from '../helpers/read-tables';

it('answers every question', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'questions-'));
  const embedded = await startEmbedded({ dataDir });
  const client = localDynamoDb(embedded.dynamodbPort);
  const { subject, notices } = rebornChannel('e2e');
  const history = generateHistory({ seed: 5, now: Date.now(), channels: 6, users: 8, streams: 12 });
  try {
    for (const notification of [...notices, ...history]) {
      const body = Buffer.from(JSON.stringify(notification));
      const { status } = await httpRequest({
        port: embedded.port,
        path: '/notifications',
        method: 'POST',
        headers: { 'Ar-Signature': sign(body, 'local-secret') },
        body,
      });
      expect(status).toBe(200);
    }
    await checkQuestions(
      await tablesAtRest(() => readTables(client, localTableNames), 1_500),
      subject,
      async (read) => {
        const { operation, input } = sdkInput(read, read.table);
        const pages =
          operation === 'Query' ? paginateQuery({ client }, input) : paginateScan({ client }, input);
        const items: Item[] = [];
        for await (const { Items = [] } of pages) {
          items.push(...Items.map((item) => unmarshall(item)));
          if (items.length >= (input.Limit ?? Number.POSITIVE_INFINITY)) break;
        }
        return items;
      },
      { ordered: true },
    );
  } finally {
    client.destroy();
    await embedded.end('SIGTERM');
    await rm(dataDir, { recursive: true, maxRetries: 20 });
  }
});
