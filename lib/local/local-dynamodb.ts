// The client of the embedded DynamoDB.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The region that the embedded DynamoDB takes itself to be in. */
export const LOCAL_REGION = 'us-east-1';

/** dynalite wants to see a signature and does not check it, so the time to make one is saved. */
const signed = <Request extends { headers: Record<string, string> }>(request: Request): Request => {
  request.headers.authorization =
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
  request.headers['x-amz-date'] = '20260101T000000Z';
  return request;
};

/**
 * Makes a client of the embedded DynamoDB. It takes any credentials.
 *
 * @param cacheMiddleware - saves time on every call; a document client on top of this one refuses it
 */
export const localDynamoDb = (port: number, cacheMiddleware = true): DynamoDBClient => {
  // The SDK would advise on every start to take a newer Node.js than the one that is enough here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  return new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: LOCAL_REGION,
    cacheMiddleware,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    signer: { sign: async (request) => signed(request) },
  });
};
