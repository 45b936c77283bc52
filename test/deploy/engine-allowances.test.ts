// What the harness leaves out for the engine is exactly this.
import { eventDefinitions } from '../../lib/event-schemas';
import { tableNames } from '../../lib/tables';
import { currentDeployment } from '../helpers/engine/deployment';

const { removals } = currentDeployment().assembly;

it('leaves out the archive, the schema registry and the alarms on metric maths, and nothing else', () => {
  const schemas = eventDefinitions.map(
    ({ name }) => `resource Default/EventSchemas/${name} AWS::EventSchemas::Schema`,
  );
  const throttling = tableNames.flatMap((name) =>
    ['ReadThrottleEvents', 'WriteThrottles'].map(
      (alarm) => `resource Default/Alarms/${name}${alarm} AWS::CloudWatch::Alarm`,
    ),
  );
  expect(removals.map(({ kind, name, type }) => `${kind} ${name} ${type}`).sort()).toEqual(
    [
      'resource Default/Notifications/Archive/Archive AWS::Events::Archive',
      'resource Default/Alarms/NothingAccepted AWS::CloudWatch::Alarm',
      'resource Default/EventSchemas/Registry AWS::EventSchemas::Registry',
      ...schemas,
      ...throttling,
    ].sort(),
  );
});
