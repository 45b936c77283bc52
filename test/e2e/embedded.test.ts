// The end-to-end suite against the embedded stack.
import { createHandler } from '../../functions/ingest/handler';
import { NOTIFICATIONS_METHODS, NOTIFICATIONS_PATH } from '../../functions/ingest/routes';
import { createHttpApi } from '../../lib/local/http-api';
import { listen } from '../../lib/local/ports';
import { describeBundle } from '../helpers/bundle-suite';
import { startEmbeddedTarget } from '../helpers/embedded-target';
import { freePorts } from '../helpers/free-ports';
import { settings } from '../helpers/table-items';

describe('the embedded stack', () => {
  describeBundle(startEmbeddedTarget);
});

describe('the endpoint before a secret is configured', () => {
  const none = async (): Promise<readonly string[]> => [];
  const kept: string[] = [];
  const handler = createHandler({
    secrets: { current: none, refreshed: none },
    bus: {
      put: async () => {
        throw new Error('nothing may get here');
      },
    },
    parking: { park: async () => {}, keep: async ({ body }) => void kept.push(body.toString()) },
    bodyLimitBytes: 65_536,
    ignoredChannels: settings.ignoredChannels,
    observability: { emit: () => {}, warn: () => {}, error: () => {} },
  });
  const server = createHttpApi({
    path: NOTIFICATIONS_PATH,
    methods: NOTIFICATIONS_METHODS,
    handler,
    bodyCapBytes: 131_072,
    onFault: (error) => {
      throw error;
    },
  });
  let url: string;
  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    await listen(server, { variable: 'PORT', port });
    url = `http://127.0.0.1:${port}${NOTIFICATIONS_PATH}`;
  });
  afterAll(() => server.close());

  it.each([
    ['what is too large is refused', 'x'.repeat(65_537), 413, 'refused'],
    [
      'an unsigned notification about an ignored channel',
      '{"payload":{"channelName":"test_webhook"}}',
      200,
      'ok',
    ],
    ['an empty POST', '', 200, 'ok'],
    ['a notification is kept', '{"noticeId":"n"}', 200, 'kept'],
    ['what is no JSON is kept', 'not JSON', 200, 'kept'],
  ])('%s', async (_, body, code, status) => {
    kept.length = 0;
    const response = await fetch(url, { method: 'POST', body });
    expect([response.status, await response.json()]).toMatchObject([code, { status }]);
    expect(kept).toEqual(status === 'kept' ? [body] : []);
  });

  it('GET is answered all the same, as the vendor checks the address first', async () => {
    expect((await fetch(url)).status).toBe(200);
  });
});
