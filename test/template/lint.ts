// `npm run lint:template`: AWS's own linter of templates on ours, as it is deployed in regions far apart.
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildFunctions } from '../../tools/build/function-bundles';
import { CommandError, runCommand } from '../helpers/engine/command';
import { MissingToolError, pythonEnvironment } from '../helpers/engine/python-environment';
import { makeStack } from '../helpers/synthesized';

const VERSION = '1.58.0';
const REGIONS = ['us-east-1', 'eu-central-1', 'ap-east-1', 'ap-southeast-1', 'cn-north-1'];
/** Regions without a schema registry. */
const YOUNG_REGIONS = [
  ...['ap-east-2', 'ap-south-2', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7'],
  ...['ca-west-1', 'il-central-1', 'mx-central-1'],
];

/** Every warning that is let pass, and why. */
const acknowledged = {
  W3005:
    'The CDK has a function wait for its role by name, although it refers to it; so do our routes for each other.',
};

const variants: Readonly<
  Record<string, { readonly context: Readonly<Record<string, string>>; readonly regions: readonly string[] }>
> = {
  'as it is by default': { context: {}, regions: REGIONS },
  'without a schema registry': {
    context: { schemaRegistry: 'false' },
    regions: [...REGIONS, ...YOUNG_REGIONS],
  },
  'with everything switched on': {
    context: {
      alarmEmail: 'ops@example.com',
      silenceMinutes: '60',
      ingestReservedConcurrency: '100',
      domainName: 'rtc.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/5b0d3f1e',
    },
    regions: REGIONS,
  },
};

const main = async (): Promise<number> => {
  await buildFunctions();
  const python = await pythonEnvironment(resolve('.local'), {
    name: `cfn-lint-${VERSION}`,
    packages: [`cfn-lint==${VERSION}`],
  });
  let found = 0;
  for (const [name, { context, regions }] of Object.entries(variants)) {
    const { root } = makeStack(context).node;
    if (!(root instanceof App)) throw new Error('the stack is in no app');
    const { directory, stacks } = root.synth();
    const template = join(directory, stacks[0]?.templateFile ?? '');
    const args = ['--regions', ...regions, '--ignore-checks', ...Object.keys(acknowledged), '--', template];
    try {
      await runCommand(python, ['-m', 'cfnlint.runner.cli', ...args], {
        cwd: process.cwd(),
        env: process.env,
      });
      console.log(`${name}, in ${regions.join(', ')}: nothing`);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      console.log(`${name}, in ${regions.join(', ')}:\n${error.output}`);
      found++;
    }
  }
  for (const [check, reason] of Object.entries(acknowledged)) console.log(`let pass: ${check}. ${reason}`);
  return found === 0 ? 0 : 1;
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof MissingToolError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
