// The questions of docs/tables.md on the deployed stack: the commands as they are pasted, PartiQL, and the SDK.
import { ExecuteStatementCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { cliCommand, partiQl, type Read, sdkInput } from '../../tools/docs/questions';
import { OUTPUT_FUNCTION, tableWord } from '../../tools/docs/tables-page';
import { runCommand } from '../helpers/engine/command';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { engineEnvironment } from '../helpers/engine/engine';
import { deliverHistory, postAll } from '../helpers/engine/traffic';
import { checkQuestions, rebornChannel } from '../helpers/questions';
import { tablesAtRest } from '../helpers/read-tables';
import type { Tables } from '../helpers/target';

const { subject, notices } = rebornChannel(`deploy-${Date.now()}`);
let target: DeployedTarget;
let tables: Tables;
beforeAll(async () => {
  target = await deployedTarget();
  await postAll(target, notices);
  await deliverHistory(target, { seed: 5, channels: 4, users: 5, streams: 6 });
  await target.settled();
  tables = await tablesAtRest(() => target.readTables(), 5_000);
});
afterAll(() => target.stop());

const nameOf = ({ table }: Read): string => target.deployment.outputs[`${table}Table`];

it('through the SDK', async () => {
  const { dynamoDb } = target.clients;
  await checkQuestions(
    tables,
    subject,
    async (read) => {
      const { operation, input } = sdkInput(read, nameOf(read));
      const { Items = [] } =
        operation === 'Query'
          ? await dynamoDb.send(new QueryCommand(input))
          : await dynamoDb.send(new ScanCommand(input));
      return Items.map((item) => unmarshall(item));
    },
    { ordered: true },
  );
});

it('through PartiQL', async () => {
  await checkQuestions(
    tables,
    subject,
    async (read) => {
      const { Items = [] } = await target.clients.dynamoDb.send(
        new ExecuteStatementCommand({ Statement: partiQl(read, nameOf(read)) }),
      );
      return Items.map((item) => unmarshall(item));
    },
    // The engine takes ORDER BY, and gives an index in its own order all the same.
    { ordered: false },
  );
});

it('through the AWS CLI, as the page has the commands', async () => {
  const { address, folder, python } = target.deployment;
  // The CLI lies beside the engine, in an environment whose programs no longer know their interpreter.
  const aws = `aws() { '${python}' -m awscli "$@"; }`;
  await checkQuestions(
    tables,
    subject,
    async (read) => {
      const script = [aws, OUTPUT_FUNCTION, cliCommand(read, tableWord(read.table))].join('\n');
      const printed = await runCommand('sh', ['-c', script], {
        cwd: folder,
        env: { ...engineEnvironment(address), AWS_PAGER: '', AWS_DEFAULT_OUTPUT: 'json' },
      });
      const { Items }: { Items: Parameters<typeof unmarshall>[0][] } = JSON.parse(printed);
      return Items.map((item) => unmarshall(item));
    },
    { ordered: true },
  );
});
