// Takes out of a synthesized assembly what the engine does not know, and tells exactly what it took.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One thing that was taken out. */
export interface Removal {
  readonly kind: 'resource' | 'output' | 'dependency';
  /** Path of the construct for a resource, name for an output, `dependent → dependency` for a dependency. */
  readonly name: string;
  /** The resource's type; of a dependency that of the resource depended on. */
  readonly type?: string;
  /** The resource as it stood in the template. */
  readonly resource?: Resource;
}

/** A resource of a CloudFormation template, as far as the harness reads it. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | readonly string[];
  readonly Metadata?: Record<string, unknown>;
}

/** A CloudFormation template, as far as the harness reads it. */
export interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: Record<string, unknown>;
}

/**
 * A copy of the template without what the engine refuses ("Unrecognized resource types"): archives, schema
 * registries, alarms on metric maths; and without what refers to them.
 */
export const filterTemplate = (template: Template): { template: Template; removals: Removal[] } => {
  const gone = new Set<string>();
  const isGone = (resource: Resource) => isUnknownToEngine(resource) || refersTo(resource.Properties, gone);
  for (let before = -1; before !== gone.size; ) {
    before = gone.size;
    for (const [id, resource] of Object.entries(template.Resources)) if (isGone(resource)) gone.add(id);
  }

  const removals: Removal[] = [];
  const resources: Record<string, Resource> = {};
  for (const [id, resource] of Object.entries(template.Resources)) {
    const name = pathOf(id, resource);
    if (gone.has(id)) {
      removals.push({ kind: 'resource', name, type: resource.Type, resource });
      continue;
    }
    const { DependsOn, ...rest } = resource;
    const dependencies = DependsOn === undefined ? [] : [DependsOn].flat();
    const kept = dependencies.filter((dependency) => !gone.has(dependency));
    for (const dependency of dependencies.filter((other) => gone.has(other))) {
      const type = template.Resources[dependency]?.Type;
      removals.push({ kind: 'dependency', name: `${name} → ${dependency}`, ...(type && { type }) });
    }
    resources[id] = kept.length > 0 ? { ...rest, DependsOn: kept } : rest;
  }

  const outputs: Record<string, unknown> = {};
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (refersTo(output, gone)) removals.push({ kind: 'output', name });
    else outputs[name] = output;
  }
  return {
    template: { ...template, Resources: resources, ...(template.Outputs && { Outputs: outputs }) },
    removals,
  };
};

/** Filters every template of an assembly in place, and gives what was removed from all of them. */
export const filterAssembly = async (folder: string): Promise<Removal[]> => {
  const removals: Removal[] = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.template.json')).sort()) {
    const filtered = filterTemplate(await readTemplate(join(folder, file)));
    removals.push(...filtered.removals);
    await writeFile(join(folder, file), JSON.stringify(filtered.template, undefined, 1));
  }
  return removals;
};

/** Reads a template from a file. */
export const readTemplate = async (file: string): Promise<Template> => {
  const value: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (!isTemplate(value)) throw new Error(`${file} is not a CloudFormation template`);
  return value;
};

const isUnknownToEngine = ({ Type, Properties }: Resource): boolean =>
  Type === 'AWS::Events::Archive' ||
  Type.startsWith('AWS::EventSchemas::') ||
  (Type === 'AWS::CloudWatch::Alarm' && usesMetricMaths(Properties));

const usesMetricMaths = (properties: Resource['Properties']): boolean =>
  Array.isArray(properties?.Metrics) && properties.Metrics.length > 0;

/** Whether a value refers to one of these logical ids, by Ref, Fn::GetAtt or within Fn::Sub. */
const refersTo = (value: unknown, ids: ReadonlySet<string>): boolean => {
  if (Array.isArray(value)) return value.some((item) => refersTo(item, ids));
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => {
    if (key === 'Ref') return typeof inner === 'string' && ids.has(inner);
    if (key === 'Fn::GetAtt') return ids.has(String([inner].flat()[0]).split('.')[0] ?? '');
    if (key === 'Fn::Sub') {
      const text = String([inner].flat()[0]);
      return (
        [...text.matchAll(/\$\{([^}.!]+)/g)].some((match) => ids.has(match[1] ?? '')) || refersTo(inner, ids)
      );
    }
    return refersTo(inner, ids);
  });
};

/** The construct's path without the stack and the trailing `Resource`; the logical id where there is none. */
const pathOf = (id: string, resource: Resource): string => {
  const path = resource.Metadata?.['aws:cdk:path'];
  if (typeof path !== 'string') return id;
  return path
    .split('/')
    .slice(1)
    .filter((part) => part !== 'Resource')
    .join('/');
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isTemplate = (value: unknown): value is Template =>
  isObject(value) &&
  isObject(value.Resources) &&
  Object.values(value.Resources).every((resource) => isObject(resource) && typeof resource.Type === 'string');
