// AWS clients that talk to an engine, as root.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ENGINE_REGION, type EngineAddress } from './engine';

/** One client per service; `close` ends their connections. */
export interface EngineClients {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatchLogs: CloudWatchLogsClient;
  readonly dynamoDb: DynamoDBClient;
  readonly eventBridge: EventBridgeClient;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly secretsManager: SecretsManagerClient;
  readonly sqs: SQSClient;
  close(): void;
}

/** Makes the clients. They trust the engine's certificate themselves and read nothing of the user's AWS settings. */
export const engineClients = (address: EngineAddress): EngineClients => {
  const httpsAgent = new Agent({ ca: readFileSync(address.certificate), keepAlive: true, maxSockets: 16 });
  const settings = {
    endpoint: address.endpoint,
    region: ENGINE_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { httpsAgent },
  };
  return {
    cloudFormation: new CloudFormationClient(settings),
    cloudWatchLogs: new CloudWatchLogsClient(settings),
    dynamoDb: new DynamoDBClient(settings),
    eventBridge: new EventBridgeClient(settings),
    iam: new IAMClient(settings),
    lambda: new LambdaClient(settings),
    secretsManager: new SecretsManagerClient(settings),
    sqs: new SQSClient(settings),
    close: () => httpsAgent.destroy(),
  };
};
