// The stack synthesized, and its template in a form that tests can read.
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

/** An app with some context. */
export const newApp = (context: Readonly<Record<string, unknown>> = {}): App =>
  new App({ context, outdir: OUTPUT });

/** Makes the stack as the app does, from CDK context. */
export const makeStack = (context: Readonly<Record<string, unknown>> = {}): NotificationsStack => {
  const app = newApp(context);
  const { stackId, ...props } = readStage(app.node);
  return new NotificationsStack(app, stackId, props);
};

/** A template with its logical ids without their hashes, so that references read as names. */
export class ReadableTemplate {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;

  constructor(template: Template) {
    const { Resources, Outputs } = template.toJSON();
    this.resources = Resources;
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
