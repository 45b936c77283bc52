// A queue of the deployed stack by the name it has in the code.
import type { DeployedTarget } from '../helpers/engine/deployed-target';

/** The address of the working queue whose name begins so. @throws Error where there is none */
export const queueOf = (target: Pick<DeployedTarget, 'resources'>, name: string): string => {
  const queue = target.resources.queues().working.find(({ logicalId }) => logicalId.startsWith(name));
  if (!queue) throw new Error(`no queue of ${name}`);
  return queue.physicalId;
};
