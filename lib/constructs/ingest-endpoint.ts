// The endpoint: HTTP API → ingest function, the signing secret beside it.
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { CfnSecret, type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { NOTIFICATIONS_METHODS, NOTIFICATIONS_PATH } from '../../functions/ingest/routes';
import type { Config } from '../config';
import { watchEndpoint } from './endpoint-alarms';
import { THROTTLED_REQUESTS } from './metrics';
import { ServiceFunction } from './service-function';
import type { Shared } from './shared';

/** Properties of the endpoint. */
export interface IngestEndpointProps extends Shared {
  readonly bus: EventBus;
  /** Where events wait that the bus would not take. */
  readonly parkingQueue: Queue;
}

/** GET and HEAD requests per second that are answered, each. */
const QUESTIONS_PER_SECOND = 5;

/** Short, since log bytes are billed: what API Gateway answered by itself is seen only here. */
const ACCESS_LOG_FORMAT = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    status: '$context.status',
    ip: '$context.identity.sourceIp',
  }),
);

/** The public address that anyRTC calls. */
export class IngestEndpoint extends Construct {
  readonly url: string;
  /** What the domain name must point at in DNS, where there is one. */
  readonly domainTarget: string | undefined;
  readonly signingSecret: ISecret;
  readonly api: HttpApi;
  readonly function: ServiceFunction;

  constructor(scope: Construct, id: string, { bus, parkingQueue, ...shared }: IngestEndpointProps) {
    super(scope, id);
    const { config } = shared;
    // The L2 construct would generate a password, and the endpoint would take it for the vendor's secret.
    const secret = new CfnSecret(this, 'SigningSecret', {
      description:
        'The secret that anyRTC signs notifications with: one, or a JSON array of those valid together',
    });
    secret.applyRemovalPolicy(config.removalPolicy);
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'anyRTC makes the signing secret, and nothing on AWS can change it there: it is rotated by hand, with both values valid meanwhile.',
    });
    this.signingSecret = Secret.fromSecretCompleteArn(this, 'Secret', secret.attrId);

    this.function = new ServiceFunction(this, 'Ingest', {
      ...shared,
      name: 'ingest',
      reservedConcurrency: config.ingestReservedConcurrency,
      environment: {
        EVENT_BUS_NAME: bus.eventBusName,
        PARKING_QUEUE_URL: parkingQueue.queueUrl,
        SIGNING_SECRET_ARN: this.signingSecret.secretArn,
        BODY_LIMIT_BYTES: String(config.bodyLimitBytes),
        IGNORED_CHANNELS: JSON.stringify(config.ignoredChannels),
      },
    });
    this.function.allow(['events:PutEvents'], [bus.eventBusArn]);
    this.function.allow(['sqs:SendMessage'], [parkingQueue.queueArn]);
    this.function.allow(['secretsmanager:GetSecretValue'], [this.signingSecret.secretArn]);

    this.api = new HttpApi(this, 'Api', {
      createDefaultStage: false,
      apiName: shared.metrics.namespace,
      description: "anyRTC's notifications",
    });
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      // API Gateway adds each group to one policy of the account, which this prefix spares: it takes some fifty groups.
      logGroupName: `/aws/vendedlogs/${shared.metrics.namespace}/access`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const domain = this.#domain(config);
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: config.throttleRate, burstLimit: config.throttleBurst },
      accessLogSettings: { destination: new LogGroupLogDestination(accessLogs), format: ACCESS_LOG_FORMAT },
      ...(domain && { domainMapping: { domainName: domain } }),
    });
    throttleQuestions(stage);
    // One after the other: made at once, they may meet each other's "concurrent modification".
    inTurn([...this.#routes(), stage]);
    // API Gateway counts its own 429s only among all 4xx, so the access log is what tells them apart.
    new MetricFilter(this, 'ThrottledRequests', {
      logGroup: accessLogs,
      filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
      metricNamespace: shared.metrics.namespace,
      metricName: THROTTLED_REQUESTS,
      metricValue: '1',
    });
    this.domainTarget = domain?.regionalDomainName;
    this.url = `${domain ? `https://${domain.name}` : this.api.apiEndpoint}${NOTIFICATIONS_PATH}`;
    watchEndpoint(this.api, shared);
  }

  #routes(): HttpRoute[] {
    const integration = new HttpLambdaIntegration('Integration', this.function.function);
    const methods = NOTIFICATIONS_METHODS.map((method) => HttpMethod[method]);
    const routes = [
      ...this.api.addRoutes({ path: NOTIFICATIONS_PATH, methods, integration }),
      // A path with a slash at its end comes this way: no route of its own may end in one.
      new HttpRoute(this, 'Default', { httpApi: this.api, integration, routeKey: HttpRouteKey.DEFAULT }),
    ];
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'anyRTC signs its notifications and can do nothing else: the function checks the signature over the raw body, which no authorizer of API Gateway is given. GET and HEAD tell nothing but that the address is alive.',
      });
    }
    return routes;
  }

  /** A domain name of the user's own. */
  #domain({ domainName, certificateArn }: Config): DomainName | undefined {
    if (domainName === undefined || certificateArn === undefined) return undefined;
    return new DomainName(this, 'Domain', {
      domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
    });
  }
}

/** Nothing but people and the vendor's checks ask, and each request that is let through costs. */
const throttleQuestions = (stage: HttpStage): void => {
  const limits = { ThrottlingRateLimit: QUESTIONS_PER_SECOND, ThrottlingBurstLimit: QUESTIONS_PER_SECOND };
  const { defaultChild } = stage.node;
  if (!(defaultChild instanceof CfnStage)) throw new Error('the stage is no AWS::ApiGatewayV2::Stage');
  defaultChild.routeSettings = Object.fromEntries(
    NOTIFICATIONS_METHODS.filter((method) => method !== 'POST').map((method) => [
      `${method} ${NOTIFICATIONS_PATH}`,
      limits,
    ]),
  );
};

/** Makes each thing only when the one before it is there. */
const inTurn = (things: readonly Construct[]): void => {
  things.reduce((before, after) => {
    after.node.addDependency(before);
    return after;
  });
};
