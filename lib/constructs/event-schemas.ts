// The schemas of the events in an EventBridge schema registry, for code bindings and the console.
import { CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-eventschemas';
import { Construct } from 'constructs';
import { eventDefinitions, openApiOf, schemaName } from '../event-schemas';

/** A registry with the schema of every event on the bus. AWS names the registry, so that stages do not meet. */
export class EventSchemas extends Construct {
  readonly registry: CfnRegistry;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.registry = new CfnRegistry(this, 'Registry', {
      description: "anyRTC's notifications as events on the bus",
    });
    for (const definition of eventDefinitions) {
      new CfnSchema(this, definition.name, {
        registryName: this.registry.attrRegistryName,
        schemaName: schemaName(definition),
        type: 'OpenApi3',
        description: definition.meaning,
        content: JSON.stringify(openApiOf(definition)),
      });
    }
  }
}
