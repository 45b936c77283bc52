// List prices in us-east-1 (Northern Virginia), in US dollars, without any free tier: the only place that has them.
// From the services' pricing pages; every amount is what the first paid tier costs.
import { type FunctionName, functionLimits } from '../../lib/function-limits';

/** When the prices were last compared with the pages. */
export const PRICES_AS_OF = '2025-07';

const MILLION = 1e6;

/** What is paid for use. */
export const prices = {
  /** API Gateway, HTTP API: a request of up to 512 KB. aws.amazon.com/api-gateway/pricing */
  httpApiRequest: 1 / MILLION,
  /** Lambda: a request. aws.amazon.com/lambda/pricing */
  lambdaRequest: 0.2 / MILLION,
  /** Lambda on arm64: a second of 1 GB. */
  lambdaArmGbSecond: 0.0000133334,
  /** EventBridge: a custom event, for each 64 KB begun. aws.amazon.com/eventbridge/pricing */
  eventBridgeEvent: 1 / MILLION,
  /** EventBridge archive: a GB archived. */
  archiveGb: 0.1,
  /** EventBridge archive: a GB kept for a month. */
  archiveGbMonth: 0.023,
  /** SQS, standard queue: a request, for each 64 KB begun. aws.amazon.com/sqs/pricing */
  sqsRequest: 0.4 / MILLION,
  /** DynamoDB on demand: a write request unit. aws.amazon.com/dynamodb/pricing/on-demand */
  dynamoDbWriteUnit: 0.625 / MILLION,
  /** DynamoDB on demand: a read request unit. */
  dynamoDbReadUnit: 0.125 / MILLION,
  /** DynamoDB Streams: what Lambda's event source reads is not billed, says the same page. */
  dynamoDbStreamReadByLambda: 0,
  /** DynamoDB: a GB of tables and indexes, for a month. */
  dynamoDbGbMonth: 0.25,
  /** DynamoDB point-in-time recovery: a GB of tables, for a month. */
  pointInTimeRecoveryGbMonth: 0.2,
  /** CloudWatch Logs: a GB kept for a month. */
  logGbMonth: 0.03,
  /** CloudWatch Logs: a GB ingested. aws.amazon.com/cloudwatch/pricing */
  logGb: 0.5,
  /** Data out to the internet: a GB. aws.amazon.com/ec2/pricing/on-demand */
  dataOutGb: 0.09,
} as const;

/** What is paid by the month, whatever the use. */
export const monthlyPrices = {
  /** CloudWatch: a standard alarm, for each metric. */
  alarm: 0.1,
  /** CloudWatch: a custom metric, each combination of dimensions by itself. */
  customMetric: 0.3,
  /** CloudWatch: a dashboard, after the account's first three. */
  dashboard: 3,
  /** Secrets Manager: a secret. aws.amazon.com/secrets-manager/pricing */
  secret: 0.4,
} as const;

/** What no bench on one machine can measure, set to what AWS's services usually take. */
export const assumptions = {
  /** One PutEvents call, within the region. */
  putEventsMs: 20,
  /** One call of DynamoDB, within the region. */
  dynamoDbCallMs: 5,
  /** Memory of a function that comes with a whole processor core. docs.aws.amazon.com/lambda, "Configure Lambda function memory" */
  memoryMbOfACore: 1_769,
  /** CloudWatch Logs counts this much for each line besides its bytes. */
  logLineOverheadBytes: 26,
  /** API Gateway's response headers. */
  responseHeaderBytes: 250,
  /** EventBridge's envelope around the detail, as archived. */
  eventEnvelopeBytes: 300,
  /** Lambda's pollers of one queue wait up to 20 s for messages; five of them look all the time. */
  idlePollers: 5,
} as const;

/** What a function takes of Lambda's time for so much CPU, in milliseconds: its memory is a share of a core. */
export const inFunction = (name: FunctionName, cpuMs: number): number =>
  (cpuMs * assumptions.memoryMbOfACore) / functionLimits[name].memoryMb;

/** GB-seconds of a function that runs so long, in milliseconds. */
export const gbSecondsOf = (name: FunctionName, ms: number): number =>
  (ms / 1000) * (functionLimits[name].memoryMb / 1_024);
