// Which bus of a stack is the bundle's, where an app of its own has more than one.
import { ResourceNotFoundException } from '@aws-sdk/client-eventbridge';
import { findBus, readStackResources } from '../../../lib/operations/deployed-stack';
import { type Answers, BUS_ARN, stackAnswers, stubClients } from './helpers/stub-clients';

/** Answers of a stack with these buses, whose rules are on those that are said. */
const withBuses = (buses: readonly string[], ruled: readonly string[]): Answers => {
  const answers = stackAnswers();
  return {
    ...answers,
    ListStackResources: () => ({
      StackResourceSummaries: [
        ...buses.map((bus) => ({ ResourceType: 'AWS::Events::EventBus', PhysicalResourceId: bus })),
        ...ruled.map((bus) => ({ ResourceType: 'AWS::Events::Rule', PhysicalResourceId: `${bus}|Rtc-Rule` })),
      ],
    }),
    DescribeRule: (input) => {
      if (ruled.includes(String(input.EventBusName))) return answers.DescribeRule?.(input) ?? {};
      throw new ResourceNotFoundException({ message: 'no such rule on this bus', $metadata: {} });
    },
  };
};

const busOf = async (buses: readonly string[], ruled: readonly string[]) => {
  const { clients, sent } = stubClients(withBuses(buses, ruled));
  const resources = await readStackResources(clients.cloudFormation, 'MyStack');
  const bus = await findBus(clients, resources, 'MyStack');
  return {
    bus,
    asked: sent.filter(({ name }) => name === 'DescribeEventBus').map(({ input }) => input.Name),
  };
};

it('is the one that feeds a projection, whatever other comes before it', async () => {
  expect(await busOf(['bus-of-mine', 'the-bus'], ['the-bus'])).toEqual({
    bus: { name: 'the-bus', arn: BUS_ARN },
    asked: ['the-bus'],
  });
});

it('is not guessed where there are two', async () => {
  await expect(busOf(['the-bus', 'second-bus'], ['the-bus', 'second-bus'])).rejects.toThrow(
    '--stack MyStack: it holds this bundle more than once (buses the-bus, second-bus)',
  );
});
