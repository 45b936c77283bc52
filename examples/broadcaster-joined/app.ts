// The CDK app of the example.
import { App } from 'aws-cdk-lib';
import { BroadcasterJoinedStack } from './stack';

const app = new App();
const eventBusName: unknown = app.node.tryGetContext('eventBusName');
if (typeof eventBusName === 'string' && eventBusName !== '') {
  new BroadcasterJoinedStack(app, 'BroadcasterJoined', { eventBusName });
} else {
  console.error('Which bus? Pass -c eventBusName=NAME: the output EventBusName of the stack.');
  process.exitCode = 1;
}
