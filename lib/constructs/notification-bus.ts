// The event bus and its archive.
import { Duration } from 'aws-cdk-lib';
import { Archive, EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { sources } from '../../functions/contract/events';
import type { Shared } from './shared';

/** The bus that every notification is put on, and the archive that keeps them for a replay. */
export class NotificationBus extends Construct {
  readonly bus: EventBus;
  readonly archive: Archive;

  constructor(scope: Construct, id: string, { config }: Shared) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: "anyRTC's notifications, one event each" });
    this.archive = new Archive(this, 'Archive', {
      sourceEventBus: this.bus,
      eventPattern: { source: Object.values(sources) },
      retention: Duration.days(config.archiveRetentionDays),
      description: 'Every notification, for a replay into the projections',
    });
  }
}
