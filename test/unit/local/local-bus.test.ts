import { type BusEvent, eventPatterns } from '../../../functions/contract/events';
import { LocalBus } from '../../../lib/local/local-bus';
import { defaultQueueSettings, ProjectionQueue } from '../../../lib/local/projection-queue';

const event: BusEvent = {
  source: 'anyrtc.rtc',
  detailType: 'channel create',
  time: new Date('2026-01-02T03:04:05.678Z'),
  detail: '{"noticeId":"n","productId":1,"payload":{"ts":1}}',
};

const unrecognized = {
  source: 'anyrtc.unrecognized',
  detailType: 'Unrecognized Notification',
} as const;

/** A bus with the stack's rules whose queues keep the bodies. */
const makeBus = (fail?: Error) => {
  const received: { rtc: string[]; cdn: string[] } = { rtc: [], cdn: [] };
  const queueTo = (bodies: string[]) =>
    new ProjectionQueue(
      'q',
      async ({ Records }) => {
        if (fail) throw fail;
        bodies.push(...Records.map(({ body }) => body));
        return { batchItemFailures: [] };
      },
      { ...defaultQueueSettings, retryDelaysMs: [] },
    );
  const bus = new LocalBus([
    { pattern: eventPatterns.rtc, queue: queueTo(received.rtc) },
    { pattern: eventPatterns.cdn, queue: queueTo(received.cdn) },
  ]);
  return { bus, received };
};

describe('LocalBus', () => {
  it("hands an event to the rule that matches, in EventBridge's envelope", async () => {
    const { bus, received } = makeBus();
    await bus.put(event);
    expect(received.cdn).toEqual([]);
    expect(received.rtc.map((body) => JSON.parse(body) as unknown)).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'channel create',
        source: 'anyrtc.rtc',
        account: '000000000000',
        time: '2026-01-02T03:04:05Z',
        region: 'us-east-1',
        resources: [],
        detail: { noticeId: 'n', productId: 1, payload: { ts: 1 } },
      },
    ]);
  });

  it('hands numbers over digit for digit', async () => {
    const { bus, received } = makeBus();
    const detail =
      '{"noticeId":"n","productId":1,"payload":{"ts":1,"clientSeq":18446744073709551615,"x":1e400}}';
    await bus.put({ ...event, detail });
    expect(received.rtc).toEqual([expect.stringContaining(`"detail":${detail}`)]);
  });

  it('takes an event that no rule wants', async () => {
    const { bus, received } = makeBus();
    await bus.put({ ...unrecognized, detail: '{}' });
    await bus.put({ ...unrecognized, detail: '{"productId":3}' });
    expect(received).toEqual({ rtc: [], cdn: [] });
  });

  it.each([
    ['rtc', '1'],
    ['rtc', '"1"'],
    ['cdn', '2'],
    ['cdn', '"2"'],
  ] as const)('hands an unrecognized event to the projection of its product: %s, %s', async (name, id) => {
    const { bus, received } = makeBus();
    await bus.put({ ...unrecognized, detail: `{"productId":${id}}` });
    expect({ ...received, [name]: received[name].length }).toEqual({ rtc: [], cdn: [], [name]: 1 });
  });

  it('says so when a projection did not take the event', async () => {
    const { bus } = makeBus(new Error('broken'));
    await expect(bus.put(event)).rejects.toThrow('q did not take an event in 1 tries');
  });
});
