// The stored signing secret in Secrets Manager. The client is loaded only when the secret must be read.
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { boundedBy } from '../shared/aws-clients';

let client: SecretsManagerClient | undefined;

/**
 * Reads the stored value; `undefined` where the secret has none yet.
 *
 * @param secretId - the secret's ARN
 */
export const readStoredSecret = async (secretId: string): Promise<string | undefined> => {
  const sdk = await import('@aws-sdk/client-secrets-manager');
  client ??= new sdk.SecretsManagerClient(
    boundedBy({ attempts: 1, connectionTimeoutMs: 500, requestTimeoutMs: 800 }),
  );
  try {
    const { SecretString } = await client.send(new sdk.GetSecretValueCommand({ SecretId: secretId }));
    return SecretString;
  } catch (error) {
    // What AWS answers for a secret that was created without a value.
    if (error instanceof sdk.ResourceNotFoundException) return undefined;
    throw error;
  }
};
