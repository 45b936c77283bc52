// The end-to-end suite against the embedded stack.
import { createHandler } from '../../functions/ingest/handler';
import { NOTIFICATIONS_METHODS, NOTIFICATIONS_PATH } from '../../functions/ingest/routes';
import { createHttpApi } from '../../lib/local/http-api';
import { listen } from '../../lib/local/ports';
import { describeBundle } from '../helpers/bundle-suite';
import { startEmbeddedTarget } from '../helpers/embedded-target';
import { freePorts } from '../helpers/free-ports';

describe('the embedded stack', () => {
  describeBundle(startEmbeddedTarget);
});

describe('the endpoint before a secret is configured', () => {
  const none = async (): Promise<readonly string[]> => [];
  const handler = createHandler({
    secrets: { current: none, refreshed: none },
    bus: {
      put: async () => {
        throw new Error('nothing may get here');
      },
    },
    bodyLimitBytes: 65_536,
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
    ['413 goes before 503', 'x'.repeat(65_537), 413],
    ['503 goes before 401', '{"noticeId":"n"}', 503],
    ['503 goes before 400', 'not JSON', 503],
  ])('%s', async (_, body, status) => {
    const response = await fetch(url, { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([
      status,
      { status: 'refused', reason: expect.stringMatching(status === 503 ? /secret/ : /bytes/) },
    ]);
  });

  it('GET is answered all the same, as the vendor checks the address first', async () => {
    expect((await fetch(url)).status).toBe(200);
  });
});
