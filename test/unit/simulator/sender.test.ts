import { planDeliveries, sentAtMs } from '../../../lib/simulator/delivery';
import { generateHistory } from '../../../lib/simulator/history';
import { emptyTally, probe, type SenderOptions, sendAll } from '../../../lib/simulator/sender';
import { type Behaviour, startReceiver } from './helpers/receiver';

const history = generateHistory({
  seed: 1,
  now: Date.UTC(2026, 4, 1, 12),
  channels: 3,
  users: 10,
  streams: 2,
});
const { deliveries } = planDeliveries(history, { seed: 1, loss: 0, duplicates: 0, shuffle: false });

type Receiver = Awaited<ReturnType<typeof startReceiver>>;
const receivers: Receiver[] = [];
const start = async (behave: Behaviour): Promise<Receiver> => {
  const receiver = await startReceiver(behave);
  receivers.push(receiver);
  return receiver;
};
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});

const send = async (url: URL, more: Partial<SenderOptions> = {}) => {
  const tally = emptyTally();
  await sendAll(deliveries, { url, secret: 'local-secret', concurrency: 8, retryMs: 20, ...more }, tally);
  return tally;
};

describe('sendAll', () => {
  it('posts every delivery once, signed JSON, over kept connections and no more at once than allowed', async () => {
    const { url, state } = await start(() => 200);
    const tally = await send(url);
    expect(tally).toMatchObject({ accepted: deliveries.length, refused: 0, requests: deliveries.length });
    expect(tally.latenciesMs).toHaveLength(deliveries.length);
    expect(state.received.every(({ signed }) => signed)).toBe(true);
    expect(state.received.every(({ headers }) => headers['content-type'] === 'application/json')).toBe(true);
    const bodies = (texts: readonly string[]) => [...texts].sort();
    expect(bodies(state.received.map(({ body }) => body))).toEqual(
      bodies(deliveries.map(({ body }) => JSON.stringify(body))),
    );
    expect(state.mostAtOnce).toBeLessThanOrEqual(8);
    expect(state.connections).toBeLessThanOrEqual(8);
  });

  it('tells apart what is only kept for want of a secret', async () => {
    const [first] = deliveries;
    const { url } = await start(({ noticeId }) => (noticeId === first?.notification.noticeId ? 'kept' : 200));
    expect(await send(url)).toMatchObject({ accepted: deliveries.length, kept: 1, refused: 0 });
  });

  it('keeps the order of the list with one request at a time', async () => {
    const { url, state } = await start(() => 200);
    await send(url, { concurrency: 1 });
    expect(state.received.map(({ noticeId }) => noticeId)).toEqual(
      deliveries.map(({ notification }) => notification.noticeId),
    );
  });

  it('tries three times, each signed anew with a later notifyMs', async () => {
    const { url, state } = await start(({ before }) => (before < 2 ? 503 : 200));
    const tally = await send(url);
    expect(tally).toMatchObject({
      accepted: deliveries.length,
      refused: 0,
      requests: deliveries.length * 3,
      retried: new Map([['503', deliveries.length * 2]]),
    });
    expect(state.received.every(({ signed }) => signed)).toBe(true);
    for (const { notification } of deliveries) {
      const tries = state.received.filter(({ noticeId }) => noticeId === notification.noticeId);
      const sentAt = tries.map(({ notifyMs }) => notifyMs - sentAtMs(notification));
      expect(sentAt).toEqual([0, 20, 40]);
    }
  });

  it.each([401, 500, 201, 301, 204])(
    'gives up after three answers of %i and says what was answered',
    async (status) => {
      const { url, state } = await start(() => status);
      const failures: unknown[] = [];
      const tally = await send(url, { onFirstFailure: (answer) => failures.push(answer) });
      const example = status === 204 ? '' : `{"message":"says ${status}"}`;
      expect(tally).toMatchObject({
        accepted: 0,
        refused: deliveries.length,
        refusals: new Map([[String(status), { count: deliveries.length, example }]]),
      });
      expect(state.received).toHaveLength(deliveries.length * 3);
      expect(failures).toEqual([{ status: String(status), detail: example }]);
    },
  );

  it('waits before it tries again, while others go on', async () => {
    const { url, state } = await start(({ before, noticeId }) =>
      before === 0 && noticeId === deliveries[0]?.notification.noticeId ? 503 : 200,
    );
    await send(url, { concurrency: 1, retryMs: 400 });
    expect(state.received.at(-1)).toMatchObject({
      noticeId: deliveries[0]?.notification.noticeId,
      before: 1,
    });
  });

  it('counts a broken connection as a failed try, without a latency', async () => {
    const { url } = await start(({ before }) => (before === 0 ? 'drop the connection' : 200));
    const tally = await send(url);
    expect(tally).toMatchObject({ accepted: deliveries.length, refused: 0 });
    expect(tally.retried.get('ECONNRESET')).toBe(deliveries.length);
    expect(tally.latenciesMs).toHaveLength(deliveries.length);
  });

  it('ends at once when told to stop, with the rest neither accepted nor refused', async () => {
    const stop = new AbortController();
    const { url, state } = await start(() => {
      if (state.received.length === 20) stop.abort();
      return state.received.length > 10 ? 503 : 200;
    });
    const tally = await send(url, { signal: stop.signal, retryMs: 60_000 });
    expect(tally.accepted).toBe(10);
    expect(tally.refused).toBe(0);
    expect(tally.requests).toBeLessThan(deliveries.length);
  });

  it('has nothing to do with nothing to send', async () => {
    const tally = emptyTally();
    const url = new URL('http://127.0.0.1:9/');
    await sendAll([], { url, secret: 's', concurrency: 1, retryMs: 1 }, tally);
    expect(tally).toEqual(emptyTally());
  });
});

describe('probe', () => {
  it('tells what a GET is answered, or why it is not', async () => {
    const receiver = await start(() => 200);
    expect(await probe(receiver.url)).toEqual({ status: '200', detail: '{"status":"ok"}' });
    await receiver.stop();
    receivers.splice(0);
    expect(await probe(receiver.url)).toMatchObject({ status: 'ECONNREFUSED' });
  });
});
