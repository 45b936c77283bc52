// What the harness leaves out for the engine is exactly this.
import { eventDefinitions } from '../../lib/docs/event-schemas';
import { currentDeployment } from '../helpers/engine/deployment';

const { removals } = currentDeployment().assembly;

it('leaves out the archive and the schema registry, and nothing else', () => {
  const schemas = eventDefinitions.map(
    ({ name }) => `resource EventSchemas/${name} AWS::EventSchemas::Schema`,
  );
  expect(removals.map(({ kind, name, type }) => `${kind} ${name} ${type}`).sort()).toEqual(
    [
      'resource Notifications/Archive/Archive AWS::Events::Archive',
      'resource EventSchemas/Registry AWS::EventSchemas::Registry',
      ...schemas,
    ].sort(),
  );
});
