// The two stores that ingest reaches only when it must: the signing secret, and the parking queue.
import { ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { BusEvent } from '../../../functions/contract/events';
import { readStoredSecret } from '../../../functions/ingest/secrets-manager';
import { SqsParkingQueue } from '../../../functions/ingest/sqs-parking-queue';
import { readParked } from '../../../functions/shared/parking-queue';

beforeAll(() => {
  process.env.AWS_REGION = 'us-east-1';
});
afterEach(() => jest.restoreAllMocks());

/** Makes every command of a client's kind end so. Gives the inputs that were sent. */
const answerAll = (prototype: object, answer: () => Promise<unknown>): unknown[] => {
  const inputs: unknown[] = [];
  jest.spyOn(Object(prototype), 'send').mockImplementation((command) => {
    inputs.push(Object(command).input);
    return answer();
  });
  return inputs;
};

describe('the stored signing secret', () => {
  it('is the text of the secret that is named', async () => {
    const inputs = answerAll(SecretsManagerClient.prototype, async () => ({ SecretString: 'a' }));
    expect(await readStoredSecret('arn')).toBe('a');
    expect(inputs).toEqual([{ SecretId: 'arn' }]);
  });

  it('is none where the secret has no value yet', async () => {
    answerAll(SecretsManagerClient.prototype, async () => {
      throw new ResourceNotFoundException({ message: 'no value', $metadata: {} });
    });
    expect(await readStoredSecret('arn')).toBeUndefined();
  });

  it('is unknown, not none, where the store fails', async () => {
    answerAll(SecretsManagerClient.prototype, async () => {
      throw new Error('AccessDenied');
    });
    await expect(readStoredSecret('arn')).rejects.toThrow('AccessDenied');
  });
});

describe('the parking queue', () => {
  const event: BusEvent = {
    source: 'anyrtc.rtc',
    detailType: 'channel create',
    time: new Date('2026-01-02T03:04:05.678Z'),
    detail: '{"noticeId":"\\uffff"}',
  };

  it('gets an event as the republish function reads it, with nothing else', async () => {
    const inputs = answerAll(SQSClient.prototype, async () => ({}));
    await new SqsParkingQueue('https://queue').park(Object.assign({ issues: ['x'] }, event));
    expect(inputs).toEqual([{ QueueUrl: 'https://queue', MessageBody: expect.any(String) }]);
    const { MessageBody } = Object(inputs[0]);
    expect(readParked(MessageBody)).toEqual({ kind: 'event', event });
    expect(MessageBody).not.toContain('issues');
  });

  it('says so where it does not take it', async () => {
    answerAll(SQSClient.prototype, async () => {
      throw new Error('no queue');
    });
    await expect(new SqsParkingQueue('https://queue').park(event)).rejects.toThrow('no queue');
  });
});
