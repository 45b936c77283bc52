// The AWS clients of the operators' commands, with region and credentials as the SDK finds them.
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';

/** What the commands talk to. */
export interface AwsClients {
  readonly cloudFormation: CloudFormationClient;
  readonly dynamoDb: DynamoDBClient;
  readonly eventBridge: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
}

/** Makes the clients. */
export const createAwsClients = (): AwsClients => {
  // The SDK would advise on every run to take a newer Node.js than the one that is enough here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  return {
    cloudFormation: new CloudFormationClient(),
    dynamoDb: new DynamoDBClient(),
    eventBridge: new EventBridgeClient(),
    lambda: new LambdaClient(),
    sqs: new SQSClient(),
  };
};
