// The archive of a deployed stack, made through the API since the engine does not take it from the template.
import {
  CreateArchiveCommand,
  DescribeEventBusCommand,
  DescribeReplayCommand,
  type EventBridgeClient,
  ReplayState,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import type { Removal } from './assembly-filter';
import { declaredArchive } from './deployment';
import { waitFor } from './wait';

/** Creates the archive with the settings that the template declares. */
export const createDeclaredArchive = async (
  eventBridge: EventBridgeClient,
  bus: string,
  name: string,
  removals: readonly Removal[],
): Promise<void> => {
  const { eventPattern, retentionDays, description } = declaredArchive(removals);
  await eventBridge.send(
    new CreateArchiveCommand({
      ArchiveName: name,
      EventSourceArn: await busArn(eventBridge, bus),
      EventPattern: eventPattern,
      RetentionDays: retentionDays,
      Description: description,
    }),
  );
};

/** Replays what the archive received from a time to a time, and waits until all of it is on the bus again. */
export const replayArchive = async (
  eventBridge: EventBridgeClient,
  bus: string,
  archive: string,
  bounds: { readonly from: Date; readonly to: Date },
): Promise<void> => {
  const destination = await busArn(eventBridge, bus);
  const name = `replay-${Date.now()}`;
  await eventBridge.send(
    new StartReplayCommand({
      ReplayName: name,
      EventSourceArn: destination.replace(/event-bus\/.*$/, `archive/${archive}`),
      Destination: { Arn: destination },
      EventStartTime: bounds.from,
      EventEndTime: bounds.to,
    }),
  );
  await waitFor(`replay ${name}`, async () => {
    const { State: state } = await eventBridge.send(new DescribeReplayCommand({ ReplayName: name }));
    if (state === ReplayState.FAILED || state === ReplayState.CANCELLED)
      throw new Error(`replay ${name}: ${state}`);
    return state === ReplayState.COMPLETED ? true : undefined;
  });
};

const busArn = async (eventBridge: EventBridgeClient, bus: string): Promise<string> => {
  const { Arn: arn } = await eventBridge.send(new DescribeEventBusCommand({ Name: bus }));
  if (!arn) throw new Error(`no event bus ${bus}`);
  return arn;
};
