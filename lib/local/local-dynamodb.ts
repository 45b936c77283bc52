// The client of the embedded DynamoDB.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The region that the embedded DynamoDB takes itself to be in. */
const LOCAL_REGION = 'us-east-1';

/** Makes a client of the embedded DynamoDB. It takes any credentials. */
export const localDynamoDb = (port: number): DynamoDBClient => {
  // The SDK would advise on every start to take a newer Node.js than the one that is enough here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  return new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: LOCAL_REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
};
