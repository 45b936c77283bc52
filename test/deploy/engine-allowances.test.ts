// What the harness leaves out for the engine is exactly this.
import { currentDeployment } from '../helpers/engine/deployment';

const { removals } = currentDeployment().assembly;

it('leaves out the archive, and nothing else', () => {
  expect(removals.map(({ kind, name, type }) => `${kind} ${name} ${type}`).sort()).toEqual([
    'resource Notifications/Archive/Archive AWS::Events::Archive',
  ]);
});
