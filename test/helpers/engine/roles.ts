// Changes of a role's rights for a while: a grant more, an action denied, a grant taken away.
import {
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';

/** A statement of a policy, as CDK writes it and as IAM gives it back. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** An inline policy of a role. */
export interface RolePolicy {
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** The inline policies of a role. */
export const rolePolicies = async (iam: IAMClient, role: string): Promise<RolePolicy[]> => {
  const { PolicyNames: names = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: role }));
  return Promise.all(
    names.map(async (name) => {
      const command = new GetRolePolicyCommand({ RoleName: role, PolicyName: name });
      const { PolicyDocument: document = '' } = await iam.send(command);
      return { name, statements: statementsOf(document) };
    }),
  );
};

/** Writes an inline policy. */
const putRolePolicy = async (iam: IAMClient, role: string, policy: RolePolicy): Promise<void> => {
  const document = JSON.stringify({ Version: '2012-10-17', Statement: policy.statements });
  await iam.send(
    new PutRolePolicyCommand({ RoleName: role, PolicyName: policy.name, PolicyDocument: document }),
  );
};

/** Denies actions to a role, on all resources or on one. Gives the function that allows them again. */
export const denyActions = async (
  iam: IAMClient,
  role: string,
  actions: readonly string[],
  resource = '*',
): Promise<() => Promise<void>> => {
  const name = `denied-by-test-${actions.join('-').replaceAll(/[^A-Za-z0-9-]/g, '-')}`;
  await putRolePolicy(iam, role, {
    name,
    statements: [{ Effect: 'Deny', Action: actions, Resource: resource }],
  });
  return async () => {
    await iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: name }));
  };
};

/**
 * Takes an action out of every statement that grants it to a role. Gives the function that puts all back.
 * @throws {Error} when no statement grants it: taking it away would show nothing.
 */
export const takeGrantAway = async (
  iam: IAMClient,
  role: string,
  action: string,
): Promise<() => Promise<void>> => {
  const policies = await rolePolicies(iam, role);
  const touched = policies.filter(({ statements }) =>
    statements.some((statement) => grants(statement, action)),
  );
  if (touched.length === 0) throw new Error(`${role} has no grant of ${action}`);
  for (const policy of touched) {
    const left = policy.statements.flatMap((statement) => without(statement, action));
    if (left.length > 0) await putRolePolicy(iam, role, { name: policy.name, statements: left });
    else await iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: policy.name }));
  }
  return async () => {
    for (const policy of touched) await putRolePolicy(iam, role, policy);
  };
};

const actionsOf = (statement: Statement): readonly string[] => [statement.Action].flat();

const grants = (statement: Statement, action: string): boolean =>
  statement.Effect === 'Allow' && actionsOf(statement).includes(action);

const without = (statement: Statement, action: string): Statement[] => {
  if (!grants(statement, action)) return [statement];
  const left = actionsOf(statement).filter((other) => other !== action);
  return left.length > 0 ? [{ ...statement, Action: left }] : [];
};

const statementsOf = (document: string): Statement[] => {
  // IAM gives the document percent-encoded.
  const policy: unknown = JSON.parse(document.startsWith('{') ? document : decodeURIComponent(document));
  const list = isRecord(policy) ? [policy.Statement].flat() : [];
  return list.map((statement) => {
    if (!isStatement(statement)) throw new Error(`not a policy statement: ${JSON.stringify(statement)}`);
    return statement;
  });
};

const isStatement = (value: unknown): value is Statement =>
  isRecord(value) &&
  typeof value.Effect === 'string' &&
  [value.Action].flat().every((action) => typeof action === 'string') &&
  'Resource' in value;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
