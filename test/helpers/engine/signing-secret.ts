// The signing secret of a deployed stack: its value, and the grant that the engine needs in one more form.
import type { IAMClient } from '@aws-sdk/client-iam';
import { DescribeSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { EngineClients } from './clients';
import type { StackResources } from './deployment';
import { putRolePolicy, rolePolicies } from './roles';

const READ_SECRET = 'secretsmanager:GetSecretValue';

/** Sets the stored value: one secret, or several that are valid together. */
export const setSigningSecret = async (
  { secretsManager }: Pick<EngineClients, 'secretsManager'>,
  secretId: string,
  value: string | readonly string[],
): Promise<void> => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  await secretsManager.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: text }));
};

/**
 * The engine's `Ref` of a secret gives its name where AWS gives its ARN, so that a grant on it matches nothing.
 * Gives the same action, on that one secret's ARN, to each role that has such a grant; tells which roles.
 */
export const grantSecretByArn = async (
  clients: Pick<EngineClients, 'iam' | 'secretsManager'>,
  resources: StackResources,
  secretId: string,
): Promise<string[]> => {
  const { ARN: arn } = await clients.secretsManager.send(new DescribeSecretCommand({ SecretId: secretId }));
  if (!arn) throw new Error(`the secret ${secretId} has no ARN`);
  const roles: string[] = [];
  for (const { physicalId: role } of resources.ofType('AWS::IAM::Role')) {
    if (await lacksOnlyTheArn(clients.iam, role, arn)) {
      const statement = { Effect: 'Allow', Action: READ_SECRET, Resource: arn };
      await putRolePolicy(clients.iam, role, { name: 'engine-secret-by-arn', statements: [statement] });
      roles.push(role);
    }
  }
  return roles;
};

const lacksOnlyTheArn = async (iam: IAMClient, role: string, arn: string): Promise<boolean> => {
  const statements = (await rolePolicies(iam, role)).flatMap((policy) => policy.statements);
  const granting = statements.filter((statement) => [statement.Action].flat().includes(READ_SECRET));
  return granting.length > 0 && !granting.some((statement) => [statement.Resource].flat().includes(arn));
};
