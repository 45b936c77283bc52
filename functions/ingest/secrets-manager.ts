// The stored signing secret in Secrets Manager. Loaded only when the secret must be read.
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { boundedBy } from '../shared/aws-clients';

const client = new SecretsManagerClient(
  boundedBy({ attempts: 1, connectionTimeoutMs: 500, requestTimeoutMs: 800 }),
);

/**
 * Reads the stored value; `undefined` where the secret has none yet.
 *
 * @param secretId - the secret's ARN
 */
export const readStoredSecret = async (secretId: string): Promise<string | undefined> => {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return SecretString;
  } catch (error) {
    // What AWS answers for a secret that was created without a value.
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};
