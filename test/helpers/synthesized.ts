// The stack synthesized, and its template in a form that tests can read.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { NotificationsStack } from '../../lib/notifications-stack';
import { readStage } from '../../lib/stage';

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Written over and over: by itself, the CDK makes a new folder among the temporary ones for each app, and leaves it. */
const OUTPUT = resolve('.local/synthesized', process.env.JEST_WORKER_ID ?? 'alone');

/** A folder without any stage's file. */
const NO_FILES = resolve('test/fixtures');

/** The CDK's feature flags, with which the stack is deployed. */
const { context: flags }: { readonly context: Readonly<Record<string, unknown>> } = JSON.parse(
  readFileSync('cdk.json', 'utf8'),
);

/** An app with some context. */
export const newApp = (context: Readonly<Record<string, unknown>> = {}): App =>
  new App({ context: { ...flags, ...context }, outdir: OUTPUT });

/** Makes the stack as the app does, from CDK context. */
export const makeStack = (context: Readonly<Record<string, unknown>> = {}): NotificationsStack => {
  const app = newApp(context);
  const { stackId, ...props } = readStage(app.node, NO_FILES);
  return new NotificationsStack(app, stackId, props);
};

/** A template with its logical ids without their hashes, so that references read as names. */
export class ReadableTemplate {
  /** Without their tags, which {@link tags} has. */
  readonly resources: Readonly<Record<string, Resource>>;
  /** The tags of the resources that have some, by logical id. */
  readonly tags: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;

  constructor(template: Template) {
    const { Resources, Outputs } = template.toJSON();
    const resources = Object.entries<Resource>(Resources);
    this.tags = Object.fromEntries(
      resources.flatMap(([id, { Properties }]) =>
        Properties?.Tags === undefined ? [] : [[id, Properties.Tags]],
      ),
    );
    this.resources = Object.fromEntries(
      resources.map(([id, { Properties: { Tags: _, ...Properties } = {}, ...resource }]) => [
        id,
        { ...resource, Properties },
      ]),
    );
    this.outputs = Outputs;
  }

  /** The resources of a type by logical id. */
  ofType(type: string): [logicalId: string, resource: Resource][] {
    return Object.entries(this.resources).filter(([, { Type }]) => Type === type);
  }

  /** The types that occur, once each. */
  types(): string[] {
    return [...new Set(Object.values(this.resources).map(({ Type }) => Type))].sort();
  }

  /** The function with this service name. */
  function(name: string): [logicalId: string, resource: Resource] {
    const found = this.ofType('AWS::Lambda::Function').find(
      ([, { Properties }]) => environmentOf(Properties).POWERTOOLS_SERVICE_NAME === name,
    );
    if (found === undefined) throw new Error(`no function ${name}`);
    return found;
  }
}

/** A function's environment. */
export const environmentOf = (properties: Resource['Properties']): Readonly<Record<string, unknown>> => {
  const environment = Object(properties.Environment).Variables;
  return Object(environment);
};

/** A logical id without the eight digits that make it unique. */
export const nameOf = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/**
 * A value of a template with each reference as one word: `Ref` as the resource's name, `Fn::GetAtt` as
 * `name.attribute`, `Fn::Join` as the joined text.
 */
export const readable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, content] = entries[0] ?? [];
  if (entries.length === 1) {
    if (name === 'Ref') return `{${nameOf(String(content))}}`;
    // Of the parts of a rule's ARN, the rule's name.
    if (name === 'Fn::Select' && Array.isArray(content)) {
      return `{part ${content[0]} of ${JSON.stringify(readable(content[1]))}}`;
    }
    if (name === 'Fn::GetAtt' && Array.isArray(content))
      return `{${nameOf(String(content[0]))}.${content[1]}}`;
    if (name === 'Fn::Join' && Array.isArray(content) && Array.isArray(content[1])) {
      return content[1].map(readable).join(String(content[0]));
    }
  }
  return Object.fromEntries(entries.map(([key, property]) => [key, readable(property)]));
};

/** The template of the stack for some context. */
export const synthesize = (context: Readonly<Record<string, unknown>> = {}): ReadableTemplate =>
  new ReadableTemplate(Template.fromStack(makeStack(context)));
