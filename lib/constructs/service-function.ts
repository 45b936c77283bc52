// A function of the bundle: Node.js on arm64, one ESM bundle, a log group and a role of its own.
import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, SystemLogLevel } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Properties of a function. */
export interface ServiceFunctionProps {
  /** Folder of the function below `functions/`; its entry is `main.ts` there. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  /** @default 512 */
  readonly memorySize?: number;
  readonly logRetentionDays: number;
}

/** A function whose role may write its own log group and nothing else, until it is granted more. */
export class ServiceFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    // The group exists already, so the function needs neither CreateLogGroup nor the managed policy.
    this.logGroup.grantWrite(this.role);
    this.function = new NodejsFunction(this, 'Function', {
      entry: `${projectRoot}functions/${props.name}/main.ts`,
      projectRoot,
      depsLockFilePath: `${projectRoot}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role: this.role,
      logGroup: this.logGroup,
      // JSON, so that the platform's lines about each invocation can be left out: log bytes are billed, and
      // the function's own metrics say the same.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      timeout: props.timeout,
      memorySize: props.memorySize ?? 512,
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_METRICS_NAMESPACE: Stack.of(this).stackName,
        POWERTOOLS_LOG_LEVEL: 'WARN',
        NODE_OPTIONS: '--enable-source-maps',
      },
      bundling: {
        format: OutputFormat.ESM,
        mainFields: ['module', 'main'],
        target: 'node24',
        minify: true,
        sourceMap: true,
        sourceMapMode: SourceMapMode.DEFAULT,
        sourcesContent: false,
        // Some of the SDK's dependencies still call require() for Node.js's own modules.
        banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
        // The SDK is bundled: the runtime's copy is larger, loads slower and changes under us.
        bundleAwsSDK: true,
        // The SDK would load it for calls that stream events; the functions make none.
        externalModules: ['@smithy/core/event-streams'],
        esbuildArgs: {
          '--alias:@aws-sdk/credential-provider-node': './functions/shared/environment-credentials.ts',
          // The clients would carry their whole package.json, for the version in the User-Agent header.
          '--loader:.json': 'empty',
        },
      },
    });
  }

  /** Allows exactly these actions on exactly these resources. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
  }
}
