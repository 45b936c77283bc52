// A function of the bundle: Node.js, one ESM bundle, a log group and a role of its own, and its alarms.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  RuntimeFamily,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundleFolder } from '../bundles';
import { type FunctionName, functionLimits } from '../function-limits';
import { FIVE_MINUTES } from './metrics';
import type { Shared } from './shared';

/** Properties of a function. */
export interface ServiceFunctionProps extends Shared {
  /** Folder of the function below `functions/`: `rtc-sessions`. */
  readonly name: FunctionName;
  readonly environment: Readonly<Record<string, string>>;
  /** Executions kept for it. */
  readonly reservedConcurrency?: number | undefined;
}

/** A function whose role may write its own log group and nothing else, until it is allowed more. */
export class ServiceFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;
  /** Its name in alarms and graphs: `RtcSessions`. */
  readonly label: string;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    this.label = pascalCase(props.name);
    const { memoryMb, timeoutMs } = functionLimits[props.name];
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    // The group exists already, so the function needs neither CreateLogGroup nor the managed policy.
    this.logGroup.grantWrite(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(bundleFolder(props.name)),
      handler: 'index.handler',
      runtime: new Runtime(props.config.runtime, RuntimeFamily.NODEJS),
      architecture: Architecture.custom(props.config.architecture),
      role: this.role,
      logGroup: this.logGroup,
      // JSON, so that the platform's lines about each invocation can be left out: log bytes are billed, and
      // the function's own metrics say the same.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      timeout: Duration.millis(timeoutMs),
      memorySize: memoryMb,
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_METRICS_NAMESPACE: props.metrics.namespace,
        POWERTOOLS_LOG_LEVEL: 'WARN',
      },
    });
    const { label, function: fn } = this;
    const sum = { statistic: Stats.SUM, period: FIVE_MINUTES };
    props.alarms.add(`${label}Errors`, 'Function errors', `The ${label} function failed as a whole.`, {
      metric: fn.metricErrors(sum),
      threshold: 1,
    });
    props.alarms.add(`${label}Throttles`, 'Function throttles', `Lambda throttled the ${label} function.`, {
      metric: fn.metricThrottles(sum),
      threshold: 1,
    });
  }

  /** Allows exactly these actions on exactly these resources. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
  }
}

const pascalCase = (name: string): string =>
  name.replace(/(?:^|-)(\w)/g, (_, first: string) => first.toUpperCase());
