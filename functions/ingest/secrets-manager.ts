// The stored signing secret in Secrets Manager. The client is made when the secret is first read.
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { boundedBy, type CallBounds, within } from '../shared/aws-clients';

// A cold environment's first call takes its time to get under way.
const CALLS: CallBounds = {
  attempts: 1,
  requestTimeoutMs: 800,
  callTimeoutMs: 1_100,
};

let client: SecretsManagerClient | undefined;

const secretsManager = (): SecretsManagerClient => {
  client ??= new SecretsManagerClient(boundedBy(CALLS));
  return client;
};

/**
 * Reads the stored value; `undefined` where the secret has none yet.
 *
 * @param secretId - the secret's ARN
 */
export const readStoredSecret = async (secretId: string): Promise<string | undefined> => {
  try {
    const command = new GetSecretValueCommand({ SecretId: secretId });
    const { SecretString } = await within(CALLS, secretsManager().send(command));
    return SecretString;
  } catch (error) {
    // What AWS answers for a secret that was created without a value.
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};
