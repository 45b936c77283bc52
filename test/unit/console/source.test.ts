// A deployed stack as the console finds it: its tables by its outputs, and the queues that nobody works off.
import { failureOf } from '../../../lib/console/failures';
import { deployedSource } from '../../../lib/console/source';
import { type Answers, noSuchStack, stackAnswers, stubClients } from '../operations/helpers/stub-clients';

const tables = ['ChannelSessions', 'UserSessions', 'CdnStreams', 'ChannelReports'] as const;

const outputs = (names: readonly string[]): Answers => ({
  DescribeStacks: () => ({
    Stacks: [
      { Outputs: names.map((name) => ({ OutputKey: `${name}Table`, OutputValue: `physical-${name}` })) },
    ],
  }),
});

it('reads the tables that the outputs name, and the depth of dead-letter and parking queues', async () => {
  const counts = { 'Rtc-Dead': 3, Parking: 7, 'Rtc-Queue': 9 };
  const { clients } = stubClients({ ...stackAnswers(counts), ...outputs(tables) });
  const source = await deployedSource(clients, 'MyStack');
  expect(source.name).toEqual({ stack: 'MyStack', region: 'eu-central-1' });
  for (const table of tables) expect(source.tables[table]).toBe(`physical-${table}`);
  const depths = [...(await source.depths())].sort((a, b) => (a.queue < b.queue ? -1 : 1));
  expect(depths).toEqual([
    { queue: 'Cdn-Dead', dead: true, messages: 0 },
    { queue: 'Parking', dead: false, messages: 7 },
    { queue: 'Rtc-Dead', dead: true, messages: 3 },
  ]);
});

const failureFor = async (answers: Answers) =>
  failureOf(await deployedSource(stubClients(answers).clients, 'MyStack').catch((error: unknown) => error));

it('says that there is no such stack, and where it looked', async () => {
  expect(
    await failureFor({ ...stackAnswers(), ListStackResources: () => noSuchStack('MyStack') }),
  ).toMatchObject({
    code: 'no-stack',
    message: expect.stringMatching(/MyStack.*eu-central-1/),
  });
});

it('says that a stack of an older version has to be deployed anew', async () => {
  expect(await failureFor({ ...stackAnswers(), ...outputs(tables.slice(0, 3)) })).toMatchObject({
    code: 'no-table',
    message: expect.stringMatching(/no output ChannelReportsTable: deploy/),
  });
});
