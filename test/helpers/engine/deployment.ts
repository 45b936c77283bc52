// What a deploy run tells the suite: where the engine is and what was deployed on it. Handed over as a JSON file.
import { readFileSync } from 'node:fs';
import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { type Removal, type Resource, readTemplate, type Template } from './assembly-filter';
import type { Assembly, StackOutputs } from './cdk';
import type { EngineClients } from './clients';
import type { EngineAddress } from './engine';

/** The environment variable with the path of the file. */
export const DEPLOYMENT_VARIABLE = 'DEPLOYMENT_FILE';

/** A stack deployed on an engine. Plain data. */
export interface Deployment {
  readonly address: EngineAddress;
  /** Folder of the run; its logs are here. */
  readonly folder: string;
  /** Folder with the app's cdk.json. */
  readonly app: string;
  /** Interpreter that can start another engine. */
  readonly python: string;
  readonly stack: string;
  readonly assembly: Assembly;
  readonly outputs: Outputs;
  /** Name of the archive that the harness made in place of the template's. */
  readonly archive: string;
  readonly secret: string;
}

/** The stack's outputs, all of them documented names. */
export interface Outputs {
  readonly NotificationsUrl: string;
  readonly EventBusName: string;
  readonly SigningSecretArn: string;
  readonly ChannelSessionsTable: string;
  readonly UserSessionsTable: string;
  readonly CdnStreamsTable: string;
  readonly ChannelReportsTable: string;
}

const outputNames = [
  'NotificationsUrl',
  'EventBusName',
  'SigningSecretArn',
  'ChannelSessionsTable',
  'UserSessionsTable',
  'CdnStreamsTable',
  'ChannelReportsTable',
] as const satisfies readonly (keyof Outputs)[];

/** The documented outputs among those of a stack. @throws {Error} that names the missing one. */
export const documentedOutputs = (outputs: StackOutputs): Outputs => {
  const [url, bus, secret, channels, users, streams, reports] = outputNames.map((name) => {
    const value = outputs[name];
    if (!value) throw new Error(`the stack has no output ${name}; it has ${Object.keys(outputs).join(', ')}`);
    return value;
  });
  return {
    NotificationsUrl: url ?? '',
    EventBusName: bus ?? '',
    SigningSecretArn: secret ?? '',
    ChannelSessionsTable: channels ?? '',
    UserSessionsTable: users ?? '',
    CdnStreamsTable: streams ?? '',
    ChannelReportsTable: reports ?? '',
  };
};

/** The deployment that `npm run test:deploy` made for this process. */
export const currentDeployment = (): Deployment => {
  const file = process.env[DEPLOYMENT_VARIABLE];
  if (!file) throw new Error('these tests need a deployed stack: run them with npm run test:deploy');
  // Written by the run that started this process, from the same interface.
  return JSON.parse(readFileSync(file, 'utf8'));
};

/** A resource as declared and as it came to be. */
export interface StackResource extends Resource {
  readonly logicalId: string;
  readonly physicalId: string;
}

const QUEUE = /^AWS::SQS::Queue$/;
const TABLE = /^AWS::DynamoDB::(Global)?Table$/;

/** The resources of a deployed stack: their declaration (unfiltered) beside their physical ids. */
export class StackResources {
  constructor(readonly all: readonly StackResource[]) {}

  ofType(type: string): StackResource[] {
    return this.all.filter((resource) => resource.Type === type);
  }

  /** The resource that a Ref or Fn::GetAtt points at. */
  pointedAt(value: unknown): StackResource | undefined {
    const id = referencedId(value);
    return this.all.find((resource) => resource.logicalId === id);
  }

  /** The queues whose messages somebody works on, and those where messages end. */
  queues(): { working: StackResource[]; dead: StackResource[] } {
    const queues = this.ofType('AWS::SQS::Queue');
    const ends = new Set(
      queues.map((queue) => {
        const redrive = queue.Properties?.RedrivePolicy;
        return isRecord(redrive) ? referencedId(redrive.deadLetterTargetArn) : undefined;
      }),
    );
    return {
      working: queues.filter((queue) => !ends.has(queue.logicalId)),
      dead: queues.filter((queue) => ends.has(queue.logicalId)),
    };
  }

  /** The name of a function's role. */
  roleOf(fn: StackResource): string {
    const role = this.pointedAt(fn.Properties?.Role);
    if (!role) throw new Error(`function ${fn.logicalId} has no role in the stack`);
    return role.physicalId;
  }

  /** The function behind the HTTP API. */
  ingestFunction(): StackResource {
    for (const integration of this.ofType('AWS::ApiGatewayV2::Integration')) {
      const fn = this.pointedAt(integration.Properties?.IntegrationUri);
      if (fn?.Type === 'AWS::Lambda::Function') return fn;
    }
    throw new Error('no function is integrated with the HTTP API');
  }

  /** The function that a queue feeds and whose environment names this table. */
  projectionOf(table: string): StackResource {
    const found = this.fedBy(QUEUE).find((fn) => this.environmentOf(fn).includes(table));
    if (!found) throw new Error(`no function is fed by a queue and knows the table ${table}`);
    return found;
  }

  /** The function that a queue feeds and that knows no table. */
  republishFunction(): StackResource {
    const tables = this.all.filter(({ Type }) => TABLE.test(Type)).map(({ physicalId }) => physicalId);
    const found = this.fedBy(QUEUE).find(
      (fn) => !this.environmentOf(fn).some((value) => tables.includes(value)),
    );
    if (!found) throw new Error('every function that is fed by a queue knows a table');
    return found;
  }

  /** The function that the tables' streams feed. */
  reportsFunction(): StackResource {
    const [found] = this.fedBy(TABLE);
    if (!found) throw new Error("no function is fed by a table's stream");
    return found;
  }

  private fedBy(source: RegExp): StackResource[] {
    return this.ofType('AWS::Lambda::EventSourceMapping').flatMap(({ Properties }) =>
      source.test(this.pointedAt(Properties?.EventSourceArn)?.Type ?? '')
        ? (this.pointedAt(Properties?.FunctionName) ?? [])
        : [],
    );
  }

  private environmentOf(fn: StackResource): string[] {
    const environment = fn.Properties?.Environment;
    const variables = isRecord(environment) && isRecord(environment.Variables) ? environment.Variables : {};
    return Object.values(variables).map((value) => this.pointedAt(value)?.physicalId ?? String(value));
  }
}

/** Reads the resources of a stack from the engine and from the template that CDK made. */
export const stackResources = async (
  clients: Pick<EngineClients, 'cloudFormation'>,
  assembly: string,
  stack: string,
): Promise<StackResources> => {
  const template: Template = await readTemplate(`${assembly}/${stack}.template.json`);
  const answer = await clients.cloudFormation.send(new DescribeStackResourcesCommand({ StackName: stack }));
  return new StackResources(
    (answer.StackResources ?? []).flatMap(
      ({ LogicalResourceId: logicalId, PhysicalResourceId: physicalId }) => {
        const declared = logicalId === undefined ? undefined : template.Resources[logicalId];
        return declared && logicalId && physicalId ? [{ ...declared, logicalId, physicalId }] : [];
      },
    ),
  );
};

/** The archive as the template declares it, which the filter took out. */
export const declaredArchive = (
  removals: readonly Removal[],
): { eventPattern: string; retentionDays: number; description: string } => {
  const archives = removals.flatMap(({ resource }) =>
    resource?.Type === 'AWS::Events::Archive' ? [resource] : [],
  );
  const properties = archives[0]?.Properties;
  if (archives.length !== 1 || !properties) throw new Error(`expected one archive, found ${archives.length}`);
  const { EventPattern: pattern, RetentionDays: days, Description: description } = properties;
  if (!isRecord(pattern) || JSON.stringify(pattern).includes('"Ref"')) {
    throw new Error(`the archive's pattern is not plain: ${JSON.stringify(pattern)}`);
  }
  return {
    eventPattern: JSON.stringify(pattern),
    retentionDays: typeof days === 'number' ? days : 0,
    description: typeof description === 'string' ? description : '',
  };
};

const referencedId = (value: unknown): string | undefined => {
  if (!isRecord(value)) return undefined;
  if (typeof value.Ref === 'string') return value.Ref;
  const attribute = value['Fn::GetAtt'];
  if (Array.isArray(attribute) && typeof attribute[0] === 'string') return attribute[0];
  // An integration's URI may wrap the function's ARN in a join.
  for (const inner of Object.values(value).flat(3)) {
    const id = referencedId(inner);
    if (id !== undefined) return id;
  }
  return undefined;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
