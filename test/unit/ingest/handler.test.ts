// What the endpoint takes: notifications, looks whether it is alive, and what the bus does not take.
import { sampleSecret, samples } from '../../helpers/samples';
import { requestOf, SECRET, setUp, signatureOf, signedRequest } from './requests';
import { body, neverKept, none, notification, refusingBus } from './surroundings';

describe('a notification that is taken', () => {
  it.each(samples.map((sample) => [sample.name, sample] as const))(
    'is answered 200 with its notice id and put on the bus once: %s, with either hash',
    async (_, sample) => {
      for (const signature of [sample.sha1, sample.sha256]) {
        const { send, events } = setUp({
          secrets: { current: async () => [sampleSecret], refreshed: async () => [] },
        });
        const answer = await send(requestOf(sample.body.toString('utf8'), { 'ar-signature': signature }));
        const noticeId = expect.stringMatching(/^ntc-/);
        expect(answer).toMatchObject({ status: 200, json: { status: 'accepted', noticeId } });
        expect(events).toHaveLength(1);
      }
    },
  );

  it('is put on the bus as an event, and counted in one line', async () => {
    const { send, events, lines, warnings, errors } = setUp();
    const answer = await send(signedRequest(body));
    expect(answer.json).toEqual({ status: 'accepted', noticeId: 'ntc-103' });
    expect(events).toMatchObject([
      {
        source: 'anyrtc.rtc',
        detailType: 'broadcaster join channel',
        time: new Date(1669111200000),
        detail: body,
      },
    ]);
    expect(lines).toEqual([
      {
        values: { Accepted: 1 },
        dimensions: { source: 'anyrtc.rtc' },
        metadata: {
          requestId: 'request-1',
          noticeId: 'ntc-103',
          channel: 'show68',
          detailType: 'broadcaster join channel',
        },
      },
    ]);
    expect([...warnings, ...errors]).toEqual([]);
  });

  it('is forwarded where the contract does not accept it, counted, and logged by paths', async () => {
    const { send, events, lines } = setUp();
    const odd = { ...notification, payload: { ...notification.payload, ts: 1e300, uSId: 5 } };
    expect(await send(signedRequest(JSON.stringify(odd)))).toMatchObject({
      status: 200,
      json: { status: 'accepted', noticeId: 'ntc-103' },
    });
    expect(events).toMatchObject([
      {
        source: 'anyrtc.unrecognized',
        detailType: 'Unrecognized Notification',
        time: new Date(1669111260000),
      },
    ]);
    expect(lines).toMatchObject([
      {
        values: { Accepted: 1, Unrecognized: 1 },
        dimensions: { source: 'anyrtc.unrecognized' },
        metadata: { issues: 'payload.ts payload.uSId' },
      },
    ]);
  });

  it.each([
    ['in Base64', Buffer.from(body)],
    ['in Base64, with bytes beyond ASCII', Buffer.from(body.replace('show68', '频道😀'))],
    ['as text', body],
    ['as text beyond ASCII', body.replace('show68', '频道😀')],
  ])('may come %s', async (_, bytes) => {
    const { send, events } = setUp();
    expect(await send(signedRequest(bytes))).toMatchObject({ status: 200 });
    expect(events[0]?.detail).toBe(bytes.toString());
  });

  it.each(['ar-signature', 'Ar-Signature', 'AR-SIGNATURE', 'aR-sIGNATURE'])(
    'may name its header %s',
    async (header) => {
      const { send } = setUp();
      const headers = { Host: 'localhost', [header]: ` ${signatureOf(body)} ` };
      expect(await send(requestOf(body, headers))).toMatchObject({ status: 200 });
    },
  );

  it.each([
    ['first', 'sha1'],
    ['first', 'sha256'],
    ['second', 'sha1'],
    ['second', 'sha256'],
  ])('may be signed with either of two secrets: the %s, %s', async (secret, algorithm) => {
    const { send, asked } = setUp({
      secrets: { current: async () => ['first', 'second'], refreshed: async () => ['first', 'second'] },
    });
    const headers = { 'ar-signature': signatureOf(body, secret, algorithm) };
    expect(await send(requestOf(body, headers))).toMatchObject({ status: 200 });
    expect(asked.refreshed).toBe(0);
  });

  it('may be signed with a secret that has just been rotated', async () => {
    const { send } = setUp({ secrets: { current: async () => ['old'], refreshed: async () => [SECRET] } });
    expect(await send(signedRequest(body))).toMatchObject({ status: 200 });
  });

  it('may be as large as the limit', async () => {
    const { send } = setUp({ bodyLimitBytes: Buffer.byteLength(body) });
    expect(await send(signedRequest(body))).toMatchObject({ status: 200 });
    expect(await send(signedRequest(Buffer.from(body)))).toMatchObject({ status: 200 });
  });

  it('has its secret removed before anything leaves the function', async () => {
    const { send, events } = setUp();
    await send(signedRequest(JSON.stringify({ ...notification, secret: SECRET })));
    await send(signedRequest(JSON.stringify({ noticeID: 'x', secret: SECRET, payload: null })));
    expect(events).toHaveLength(2);
    expect(JSON.stringify(events)).not.toContain(SECRET);
  });
});

describe('GET and HEAD', () => {
  it.each(['GET', 'HEAD'])('%s tells that the address is alive, whatever is configured', async (method) => {
    const { send, events, lines, asked } = setUp({ secrets: none });
    expect(await send(requestOf(undefined, {}, method))).toMatchObject({
      status: 200,
      json: { status: 'ok' },
    });
    expect([events, lines, asked]).toEqual([[], [], { current: 0, refreshed: 0 }]);
  });
});

describe('the default route', () => {
  it('takes the path with a slash at its end', async () => {
    const { send, events } = setUp();
    const headers = { 'ar-signature': signatureOf(body) };
    expect((await send(requestOf(body, headers, 'POST', '/notifications/', '$default'))).json).toEqual({
      status: 'accepted',
      noticeId: 'ntc-103',
    });
    expect(events).toHaveLength(1);
    for (const method of ['GET', 'HEAD']) {
      expect((await send(requestOf(undefined, {}, method, '/notifications/', '$default'))).json).toEqual({
        status: 'ok',
      });
    }
  });

  it.each([
    ['POST', '/'],
    ['POST', '/notifications//'],
    ['POST', '/notifications/more'],
    ['POST', '/Notifications/'],
    ['PUT', '/notifications'],
    ['DELETE', '/notifications/'],
  ])('answers anything else as API Gateway does, without looking at it: %s %s', async (method, path) => {
    const { send, events, lines, asked } = setUp();
    const headers = { 'ar-signature': signatureOf(body) };
    expect(await send(requestOf(body, headers, method, path, '$default'))).toMatchObject({
      status: 404,
      json: { message: 'Not Found' },
    });
    expect([events, lines, asked]).toEqual([[], [], { current: 0, refreshed: 0 }]);
  });

  it('matters not behind a domain that puts something before the path', async () => {
    const { send } = setUp();
    const headers = { 'ar-signature': signatureOf(body) };
    const request = requestOf(body, headers, 'POST', '/rtc/notifications', 'POST /notifications');
    expect(await send(request)).toMatchObject({ status: 200 });
  });
});

describe('a bus that does not take the event', () => {
  it('has the event parked, which is answered 200', async () => {
    const parked: unknown[] = [];
    const { send, lines, warnings } = setUp({
      bus: refusingBus,
      parking: { park: async (event) => void parked.push(event), keep: neverKept },
    });
    expect((await send(signedRequest(body))).json).toEqual({ status: 'accepted', noticeId: 'ntc-103' });
    expect(parked).toMatchObject([{ source: 'anyrtc.rtc', detail: body }]);
    expect(lines).toMatchObject([
      { values: { Accepted: 1, Parked: 1 }, dimensions: { source: 'anyrtc.rtc' } },
    ]);
    expect(warnings).toMatchObject([
      [expect.any(String), { noticeId: 'ntc-103', errorName: 'EventNotTaken' }],
    ]);
  });

  it.each([
    ['without a parking queue', {}],
    [
      'with a parking queue that does not take it either',
      {
        parking: {
          park: async () => {
            throw new Error('no queue');
          },
          keep: neverKept,
        },
      },
    ],
  ])('is answered 503 %s, so that the sender tries again', async (_, parking) => {
    const { send, lines } = setUp({ bus: refusingBus, ...parking });
    expect(await send(signedRequest(body))).toMatchObject({
      status: 503,
      json: { status: 'refused', reason: 'the notification could not be kept: send it again' },
    });
    expect(lines).toMatchObject([{ values: { Refused: 1 }, dimensions: { reason: 'unavailable' } }]);
  });
});
