// The signing secret of a deployed stack.
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { EngineClients } from './clients';

/** Sets the stored value: one secret, or several that are valid together. */
export const setSigningSecret = async (
  { secretsManager }: Pick<EngineClients, 'secretsManager'>,
  secretId: string,
  value: string | readonly string[],
): Promise<void> => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  await secretsManager.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: text }));
};
