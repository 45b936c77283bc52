// The bundles that `cdk synth` makes: what is deployed is what is measured.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const FOLDER = resolve('.local/bench/cdk.out');

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties?: {
          /** Of an alarm on metric maths. */
          readonly Metrics?: readonly { readonly MetricStat?: unknown }[];
          readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
        };
        readonly Metadata?: Readonly<Record<string, string>>;
      }
    >
  >;
}

/** Makes the bundles anew. */
export const synthesizeBundles = async (): Promise<void> => {
  await promisify(execFile)('npx', ['cdk', 'synth', '--quiet', '--output', FOLDER], {
    env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
};

/** The resources of the template; {@link synthesizeBundles} has made it. */
export const templateResources = async (): Promise<Template['Resources']> => {
  const template: Template = JSON.parse(
    await readFile(join(FOLDER, 'AnyrtcNotifications.template.json'), 'utf8'),
  );
  return template.Resources;
};

/** The path of a function's bundle, by its folder below `functions/`; {@link synthesizeBundles} has made it. */
export const bundleOf = async (name: string): Promise<string> => {
  for (const { Type, Properties, Metadata } of Object.values(await templateResources())) {
    const asset = Metadata?.['aws:asset:path'];
    if (
      Type === 'AWS::Lambda::Function' &&
      Properties?.Environment?.Variables?.POWERTOOLS_SERVICE_NAME === name &&
      asset
    ) {
      return join(FOLDER, asset, 'index.mjs');
    }
  }
  throw new Error(`cdk synth made no bundle of ${name}`);
};
