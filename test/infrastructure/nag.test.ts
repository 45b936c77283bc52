import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { makeStack } from '../helpers/synthesized';

/** What the AwsSolutions pack finds, as `rule path`. */
const findingsOf = (context: Readonly<Record<string, unknown>> = {}): string[] => {
  const stack = makeStack(context);
  return new AwsSolutionsChecks()
    .validateScope(stack)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath?.replace(/^[^/]+\//, '')}`),
    );
};

afterEach(() => jest.restoreAllMocks());

describe("cdk-nag's AwsSolutions pack", () => {
  it.each([
    ['as it is by default', {}],
    ['in the stage dev', { stage: 'dev' }],
    ['with everything switched on', { alarmEmail: 'ops@example.com', silenceMinutes: '60', stage: 'blue' }],
  ])('finds nothing in the stack %s', (_, context) => {
    expect(findingsOf(context)).toEqual([]);
  });

  it('would find exactly what is acknowledged, each on its own resource and for a reason', () => {
    const acknowledge = jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation(() => {});
    expect(findingsOf().sort()).toEqual([
      'AwsSolutions-APIG4 Default/Endpoint/Api/GET--notifications/Resource',
      'AwsSolutions-APIG4 Default/Endpoint/Api/HEAD--notifications/Resource',
      'AwsSolutions-APIG4 Default/Endpoint/Api/POST--notifications/Resource',
      'AwsSolutions-APIG4 Default/Endpoint/Default/Resource',
      ...['TablesCdnStreams097C031E', 'TablesChannelSessionsCDEFED81', 'TablesUserSessionsF83FDFF1'].map(
        (table) =>
          `AwsSolutions-IAM5[Resource::<${table}.Arn>/stream/*] Default/Reports/Reporter/Role/DefaultPolicy/Resource`,
      ),
      'AwsSolutions-SMG4 Default/Endpoint/SigningSecret',
      'AwsSolutions-SQS3 Default/Parking/Queue/Resource',
      'AwsSolutions-SQS3 Default/Reports/FailureQueue/Resource',
    ]);
    const acknowledged = acknowledge.mock.calls.flat();
    expect(acknowledged.map(({ id }) => id).sort()).toEqual([
      ...Array.from({ length: 4 }, () => 'AwsSolutions-APIG4'),
      ...['TablesCdnStreams097C031E', 'TablesChannelSessionsCDEFED81', 'TablesUserSessionsF83FDFF1'].map(
        (table) => `AwsSolutions-IAM5[Resource::<${table}.Arn>/stream/*]`,
      ),
      'AwsSolutions-SMG4',
      'AwsSolutions-SQS3',
      'AwsSolutions-SQS3',
    ]);
    for (const { reason } of acknowledged) expect(reason).toMatch(/^.{60,}\.$/);
  });
});
