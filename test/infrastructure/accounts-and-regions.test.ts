// What AWS's accounts and regions ask for, and what a first deployment must get through.
import { nameOf, readable, synthesize } from '../helpers/synthesized';

const template = synthesize();
const only = (type: string, of = template) => {
  const found = of.ofType(type).map(([id, resource]) => ({ id: nameOf(id), ...resource }));
  expect(found).toHaveLength(1);
  return found[0];
};
const dependenciesOf = (resource: object | undefined): string[] =>
  [Reflect.get(resource ?? {}, 'DependsOn') ?? []].flat().map((id) => nameOf(String(id)));

describe('the API', () => {
  it('has the name of its stack, by which the console lists it', () => {
    expect(only('AWS::ApiGatewayV2::Api')?.Properties.Name).toBe('AnyrtcNotifications');
    expect(only('AWS::ApiGatewayV2::Api', synthesize({ stage: 'dev' }))?.Properties.Name).toBe(
      'AnyrtcNotifications-dev',
    );
  });

  it('makes its routes one after the other and its stage last', () => {
    const routes = template.ofType('AWS::ApiGatewayV2::Route');
    const names = routes.map(([id]) => nameOf(id));
    const before = routes.map(([, route]) => dependenciesOf(route).filter((name) => names.includes(name)));
    expect(before).toEqual(names.map((_, index) => (index === 0 ? [] : [names[index - 1]])));
    expect(dependenciesOf(only('AWS::ApiGatewayV2::Stage'))).toContain(names.at(-1));
  });

  it('answers few questions whether it is alive, and takes notifications as the settings say', () => {
    expect(only('AWS::ApiGatewayV2::Stage')?.Properties.RouteSettings).toEqual({
      'GET /notifications': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 5 },
      'HEAD /notifications': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 5 },
    });
  });

  it('writes its access log where the policy of the account does not fill up', () => {
    const names = template.ofType('AWS::Logs::LogGroup').map(([, { Properties }]) => Properties.LogGroupName);
    expect(names.filter((name) => name !== undefined)).toEqual([
      '/aws/vendedlogs/AnyrtcNotifications/access',
    ]);
  });

  it('has a domain name of its own where one is set, and says where DNS must point', () => {
    const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/5b0d3f1e';
    const own = synthesize({ domainName: 'rtc.example.com', certificateArn });
    expect(readable(only('AWS::ApiGatewayV2::DomainName', own)?.Properties)).toMatchObject({
      DomainName: 'rtc.example.com',
      DomainNameConfigurations: [{ CertificateArn: certificateArn, EndpointType: 'REGIONAL' }],
    });
    expect(readable(only('AWS::ApiGatewayV2::ApiMapping', own)?.Properties)).toMatchObject({
      ApiId: '{EndpointApi}',
      DomainName: '{EndpointDomain}',
    });
    expect(readable(own.outputs)).toMatchObject({
      NotificationsUrl: { Value: 'https://{EndpointDomain}/notifications' },
      DomainTarget: { Value: '{EndpointDomain.RegionalDomainName}' },
    });
    expect(template.types()).not.toContain('AWS::ApiGatewayV2::DomainName');
    expect(template.outputs).not.toHaveProperty('DomainTarget');
  });
});

describe('a region that lacks something', () => {
  it('needs no schema registry', () => {
    const without = synthesize({ schemaRegistry: 'false' });
    expect(template.types().filter((type) => !without.types().includes(type))).toEqual([
      'AWS::EventSchemas::Registry',
      'AWS::EventSchemas::Schema',
    ]);
  });

  it('may have another runtime and another architecture', () => {
    const other = synthesize({ runtime: 'nodejs22.x', architecture: 'x86_64' });
    for (const [, { Properties }] of other.ofType('AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs22.x', Architectures: ['x86_64'] });
    }
  });

  it('meets no ARN and no service name of one partition', () => {
    expect(JSON.stringify(template.resources)).not.toMatch(/arn:aws:|amazonaws\.com\.cn/);
  });
});

describe('an account with little concurrency', () => {
  const concurrencyOf = (of: typeof template) => ({
    projections: of
      .ofType('AWS::Lambda::EventSourceMapping')
      .map(([id, { Properties }]) => [nameOf(id), Object(Properties.ScalingConfig).MaximumConcurrency])
      .filter(([id]) => /Projector/.test(String(id))),
    reserved: of
      .ofType('AWS::Lambda::Function')
      .flatMap(([id, { Properties }]) =>
        Properties.ReservedConcurrentExecutions === undefined
          ? []
          : [[nameOf(id), Properties.ReservedConcurrentExecutions]],
      ),
  });
  const ofBoth = (most: number) => [
    ['RtcSessionsProjectorMessages', most],
    ['CdnStreamsProjectorMessages', most],
  ];

  it('shares it as the settings say', () => {
    expect(concurrencyOf(template)).toEqual({ projections: ofBoth(50), reserved: [] });
    expect(
      concurrencyOf(synthesize({ projectionConcurrency: '2', ingestReservedConcurrency: '100' })),
    ).toEqual({ projections: ofBoth(2), reserved: [['EndpointIngestFunction', 100]] });
  });
});

describe('the bill', () => {
  it('can be told apart by a tag with the name of the stack', () => {
    const billed = [
      ...['AWS::DynamoDB::Table', 'AWS::Lambda::Function', 'AWS::SQS::Queue', 'AWS::SNS::Topic'],
      ...['AWS::Events::EventBus', 'AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup'],
    ].flatMap((type) => template.ofType(type).map(([id]) => id));
    for (const id of billed) {
      expect(template.tags[id]).toEqual([{ Key: 'anyrtc-notifications', Value: 'AnyrtcNotifications' }]);
    }
    for (const type of ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage']) {
      for (const [id] of template.ofType(type)) {
        expect(template.tags[id]).toEqual({ 'anyrtc-notifications': 'AnyrtcNotifications' });
      }
    }
  });

  it('has no tag on an event source mapping, which China refuses', () => {
    for (const [id] of template.ofType('AWS::Lambda::EventSourceMapping')) {
      expect(template.tags).not.toHaveProperty(id);
    }
  });
});

describe('deletion by hand', () => {
  it('is refused for every table but in the stage dev', () => {
    const protectionOf = (of: typeof template) =>
      of.ofType('AWS::DynamoDB::Table').map(([, { Properties }]) => Properties.DeletionProtectionEnabled);
    expect(new Set(protectionOf(template))).toEqual(new Set([true]));
    expect(new Set(protectionOf(synthesize({ stage: 'dev' })))).toEqual(new Set([false]));
  });
});
