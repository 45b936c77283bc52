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
          readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
        };
        readonly Metadata?: Readonly<Record<string, string>>;
      }
    >
  >;
}

let made: Promise<Map<string, string>> | undefined;

const make = async (): Promise<Map<string, string>> => {
  await promisify(execFile)('npx', ['cdk', 'synth', '--quiet', '--output', FOLDER], {
    env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  const template: Template = JSON.parse(
    await readFile(join(FOLDER, 'AnyrtcNotifications.template.json'), 'utf8'),
  );
  const bundles = new Map<string, string>();
  for (const { Type, Properties, Metadata } of Object.values(template.Resources)) {
    const name = Properties?.Environment?.Variables?.POWERTOOLS_SERVICE_NAME;
    const asset = Metadata?.['aws:asset:path'];
    if (Type === 'AWS::Lambda::Function' && typeof name === 'string' && asset) {
      bundles.set(name, join(FOLDER, asset, 'index.mjs'));
    }
  }
  return bundles;
};

/** The path of a function's deployed bundle, by its folder below `functions/`. */
export const bundleOf = async (name: string): Promise<string> => {
  made ??= make();
  const path = (await made).get(name);
  if (path === undefined) throw new Error(`cdk synth made no bundle of ${name}`);
  return path;
};
