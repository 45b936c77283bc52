// The process of the endpoint: the stubbed services, a count of the calls, and a bus that may refuse.
import { success } from '../helpers/aws-stub-server/aws-call';
import { AwsStubServer } from '../helpers/aws-stub-server/aws-stub-server';
import { StubServices } from '../helpers/aws-stub-server/services';

const [secret = ''] = process.argv.slice(2);
const services = new StubServices(0);
services.secret = secret;
const calls: Record<string, number> = {};
let refusing = false;

const stub = await AwsStubServer.start(services, (error) => {
  throw error;
});
stub.treat = async (exchange) => {
  const { name } = exchange.call;
  calls[name] = (calls[name] ?? 0) + 1;
  exchange.reply(
    refusing && name === 'PutEvents'
      ? success({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'refused' }] })
      : await exchange.perform(),
  );
  // Nobody reads them here.
  services.events.length = 0;
  services.messages.length = 0;
};
process.send?.({
  AWS_ENDPOINT_URL_EVENTBRIDGE: stub.url('eventbridge'),
  AWS_ENDPOINT_URL_SECRETS_MANAGER: stub.url('secretsmanager'),
  AWS_ENDPOINT_URL_SQS: stub.url('sqs'),
});
process.on('message', (message) => {
  if (message !== 'calls') refusing = message === 'refuse';
  process.send?.(calls);
});
// Ends with the process that started it.
process.on('disconnect', () => process.exit(0));
