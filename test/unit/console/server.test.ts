// The console's server: whom it answers, what it gives away, and what strangers' names do to it.
import { connect } from 'node:net';
import * as v from 'valibot';
import { channelAnswer, liveAnswer, sessionAnswer, userAnswer } from '../../../lib/console/answers';
import { type ConsoleTarget, startConsoleTarget } from '../../helpers/console/console-target';
import { putItems } from '../../helpers/console/filled-tables';

let target: ConsoleTarget;
beforeAll(async () => {
  target = await startConsoleTarget();
});
afterAll(async () => {
  expect(target.faults).toEqual([]);
  await target.stop();
});

describe('whom it answers', () => {
  it.each(['localhost', '127.0.0.1', 'LOCALHOST'])('answers to %s', async (host) => {
    for (const header of [host, `${host}:${target.port}`]) {
      expect((await target.ask('/api/live', { headers: { Host: header } })).status).toBe(200);
    }
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'evil.example:8001'])(
    'refuses the name %p, as a page elsewhere would send it',
    async (host) => {
      for (const path of ['/', '/api/live', '/assets/console.js']) {
        const { status, text } = await target.ask(path, { headers: { Host: host } });
        expect(status).toBe(403);
        expect(text).toContain('localhost');
      }
    },
  );

  it('refuses a request without any name', async () => {
    const socket = connect(target.port, '127.0.0.1');
    socket.end('GET /api/live HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  it.each(['cross-site', 'same-site'])('refuses the API to a page that is %s', async (site) => {
    const headers = { 'Sec-Fetch-Site': site };
    expect((await target.ask('/api/live', { headers })).status).toBe(403);
    // A link to a page is no harm.
    expect((await target.ask('/', { headers })).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('takes no %s', async (method) => {
    for (const path of ['/', '/api/live', '/api/channels/x']) {
      const { status, headers } = await target.ask(path, { method });
      expect(status).toBe(405);
      expect(headers.allow).toBe('GET, HEAD');
    }
  });

  it('answers HEAD as GET without a body', async () => {
    const { status, text, headers } = await target.ask('/api/live', { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
    expect(headers['content-type']).toMatch(/^application\/json/);
  });
});

it('lets a page load and run nothing but its own files, and keeps nothing', async () => {
  for (const path of ['/', '/sessions/x', '/api/live', '/api/nothing']) {
    const { headers } = await target.ask(path);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  }
});

it('has no other questions and files than its own', async () => {
  for (const path of ['/api/', '/api/nothing', '/api/channels', '/assets/main.tsx']) {
    const { status, text } = await target.ask(path);
    expect([path, status]).toEqual([path, path === '/api/channels' ? 400 : 404]);
    expect(JSON.parse(text)).toMatchObject({ error: { message: expect.any(String) } });
  }
});

describe('strangers’ names', () => {
  const at = '2026-05-01T00:00:00.000Z';
  const names = [
    'a/b/../c',
    '../../etc/passwd',
    '.',
    '..',
    '%2F%00%',
    '100%25',
    'a?b#c&d=e',
    '<img src=x onerror=alert(1)>',
    '\u202eright to left\u202c שלום',
    'عربي',
    '👩‍👩‍👧‍👦🇨🇳',
    ' space ',
    'a\nb\tc\u0000d',
    '频道',
    '"quoted" \'name\' `x`',
    '长'.repeat(682),
    'x'.repeat(2048),
    '__proto__',
  ];

  it.each(names)('%p is found in every place', async (name) => {
    await putItems(target.dynamoDb, 'ChannelSessions', [
      {
        channelSId: name,
        channelName: name,
        status: 'live',
        liveChannel: name,
        createdAt: at,
        firstEventAt: at,
      },
    ]);
    await putItems(target.dynamoDb, 'UserSessions', [
      {
        channelSId: name,
        uSId: 'stay',
        channelName: name,
        uid: name,
        status: 'online',
        role: 'audience',
        joinedAt: at,
        firstEventAt: at,
        lastEventAt: at,
      },
    ]);
    const path = (kind: string) =>
      /^\.{1,2}$/.test(name)
        ? `/api/${kind}?name=${encodeURIComponent(name)}`
        : `/api/${kind}/${encodeURIComponent(name)}`;
    const { lives } = v.parse(channelAnswer, await target.json(path('channels')));
    expect(lives.map(({ channelName }) => channelName)).toEqual([name]);
    const { stays, channel } = v.parse(sessionAnswer, await target.json(path('sessions')));
    expect([channel.channelSId, stays[0]?.uid]).toEqual([name, name]);
    expect(v.parse(userAnswer, await target.json(path('users'))).stays[0]?.channelName).toBe(name);
    const { channels } = v.parse(liveAnswer, await target.json('/api/live'));
    expect(channels.map(({ channelName }) => channelName)).toContain(name);
    const page = await target.ask(path('channels').replace('/api', ''));
    expect(page.status).toBe(200);
    if (name.length > 4) expect(page.text).not.toContain(name);
  });

  it.each(['%', '%FF', '%E4%BD'])('%s is no name', async (text) => {
    expect((await target.ask(`/api/channels/${text}`)).status).toBe(400);
  });

  it('a name that is longer than any key is refused', async () => {
    expect((await target.ask(`/api/users/${'x'.repeat(2049)}`)).status).toBe(400);
  });
});

it('shows no publishing key, wherever the sender put it', async () => {
  const key = 'SECRET-KEY-OF-THE-STREAM';
  const at = new Date().toISOString();
  const channel = 'with a key';
  await putItems(target.dynamoDb, 'ChannelSessions', [
    {
      channelSId: channel,
      channelName: channel,
      status: 'live',
      liveChannel: channel,
      createdAt: at,
      firstEventAt: at,
    },
  ]);
  const push = (status: string, stream: string) => ({
    channel,
    stream,
    status,
    statusAt: at,
    lastError: {
      code: 33,
      meaning: 'TCP connection lost',
      reason: `lost ${stream} and ${key}`,
      event: 'PublishStatus',
      at,
    },
    firstEventAt: at,
    lastEventAt: at,
    ...(status === 'interrupted' && { activeChannel: channel }),
  });
  await putItems(target.dynamoDb, 'CdnStreams', [
    push('interrupted', `rtmp://user:${key}@push.example.com/live/${key}?auth=${key}`),
    push('failed', `rtmp://push.example.com/live/${key}`),
    push('stopped', key),
    // Not every sender tells a reason.
    {
      ...push('interrupted', 'rtmp://push.example.com/live/other'),
      lastError: { code: 33, meaning: 'TCP connection lost', event: 'PublishStatus', at },
    },
  ]);
  const answers = await Promise.all([
    target.json('/api/live'),
    target.json(`/api/sessions/${encodeURIComponent(channel)}`),
    target.json('/api/find', { 'X-Find': key }),
  ]);
  const text = JSON.stringify(answers);
  expect(text).toContain('rtmp://push.example.com/live/***');
  expect(text.split(key)).toHaveLength(1);
});
