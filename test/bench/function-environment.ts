// The environment in which a function's bundle runs here.
import type { EventEndpoint } from './event-endpoint';

/** Sets what the ingest function needs, with its AWS calls going to `endpoint`. */
export const setIngestEnvironment = ({ environment }: EventEndpoint): void => {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    ...environment,
    AWS_LAMBDA_FUNCTION_NAME: 'ingest',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    EVENT_BUS_NAME: 'bench',
    PARKING_QUEUE_URL: `${environment.AWS_ENDPOINT_URL_SQS}/000000000000/parking`,
    SIGNING_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:bench',
    BODY_LIMIT_BYTES: '65536',
    IGNORED_CHANNELS: '["test_webhook"]',
    POWERTOOLS_SERVICE_NAME: 'ingest',
    POWERTOOLS_METRICS_NAMESPACE: 'Bench',
    POWERTOOLS_LOG_LEVEL: 'WARN',
  });
};
