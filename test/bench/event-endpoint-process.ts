// The process of the endpoint: answers PutEvents, GetSecretValue and SendMessage, and counts the calls.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const [secret = ''] = process.argv.slice(2);
const calls: Record<string, number> = {};
let refusing = false;

const answerTo = (operation: string, body: string): unknown => {
  switch (operation) {
    case 'PutEvents':
      return refusing
        ? { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'refused' }] }
        : { FailedEntryCount: 0, Entries: [{ EventId: '11710aed-b79e-4468-a20b-bb3c0c3b4860' }] };
    case 'SendMessage':
      return {
        MessageId: '5fea7756-0ea4-451a-a703-a558b933e274',
        // The SDK compares it with its own.
        MD5OfMessageBody: createHash('md5')
          .update(String(Object(JSON.parse(body)).MessageBody))
          .digest('hex'),
      };
    default:
      return { SecretString: secret, ARN: 'arn', Name: 'name' };
  }
};

const server = createServer((request, response) => {
  const operation = /[^.]*$/.exec(String(request.headers['x-amz-target'] ?? ''))?.[0] ?? '';
  calls[operation] = (calls[operation] ?? 0) + 1;
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify(answerTo(operation, Buffer.concat(chunks).toString('utf8'))));
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
process.on('message', (message) => {
  if (message !== 'calls') refusing = message === 'refuse';
  process.send?.(calls);
});
// Ends with the process that started it.
process.on('disconnect', () => process.exit(0));
