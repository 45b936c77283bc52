// The stored signing secret in Secrets Manager. The client is made when the secret is first read.
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { boundedBy, callBounds, within } from '../shared/aws-clients';
import { errorDetails, type Observability } from '../shared/observability';
import { CachedSigningSecrets, type SigningSecrets } from './signing-secrets';

let client: SecretsManagerClient | undefined;

const secretsManager = (): SecretsManagerClient => {
  client ??= new SecretsManagerClient(boundedBy(callBounds.getSecretValue));
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
    const { SecretString } = await within(callBounds.getSecretValue, secretsManager().send(command));
    return SecretString;
  } catch (error) {
    // What AWS answers for a secret that was created without a value.
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};

/**
 * The signing secrets as a function uses them: cached, and kept where a read fails, which is told.
 *
 * @param secretId - the secret's ARN
 */
export const storedSigningSecrets = (secretId: string, observability: Observability): SigningSecrets =>
  new CachedSigningSecrets(
    () => readStoredSecret(secretId),
    (error) => observability.warn('The signing secret could not be read', errorDetails(error)),
  );
