// Requests that came before there was a secret: checked like any other once there is one.
import type { BusEvent } from '../../../functions/contract/events';
import type { SigningSecrets } from '../../../functions/ingest/signing-secrets';
import { type BatchEventBus, createHandler } from '../../../functions/republish/handler';
import { EventNotTaken, Refusal } from '../../../functions/shared/errors';
import { eventMessage, requestMessage } from '../../../functions/shared/parking-queue';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { batchOf, rawMessage, recordingObservability } from '../../helpers/queue-messages';
import { SECRET, signatureOf } from '../ingest/requests';

const bodyOf = (noticeId: string, changes: object = {}) =>
  JSON.stringify({ ...notificationOf(documentedType(1, 103)), noticeId, ...changes });
const kept = (id: string, body: string | Buffer, signature?: string, signatureV2?: string) =>
  rawMessage(id, requestMessage({ body: Buffer.from(body), signature, signatureV2 }));
const signed = (id: string, body: string | Buffer = bodyOf(id)) => kept(id, body, signatureOf(body));

const known: SigningSecrets = { current: async () => [SECRET], refreshed: async () => [SECRET] };
const none: SigningSecrets = { current: async () => [], refreshed: async () => [] };

const setUp = (
  secrets: SigningSecrets,
  putAll: BatchEventBus['putAll'] = async (events) => events.map(() => undefined),
) => {
  const events: BusEvent[] = [];
  const recording = recordingObservability();
  const handle = createHandler({
    bus: {
      putAll: async (batch) => {
        events.push(...batch);
        return putAll(batch);
      },
    },
    secrets,
    observability: recording.observability,
  });
  const handedBack = async (...records: Parameters<typeof batchOf>) =>
    (await handle(batchOf(...records))).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { handedBack, events, ...recording };
};

describe('while there is no secret', () => {
  it('they go back, counted in one line and not logged, and hold up no event', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(1767225600000 + 61_000);
    const { handedBack, events, lines, warnings, errors } = setUp(none);
    const event: BusEvent = { source: 'anyrtc.rtc', detailType: 'channel create', detail: '{}' };
    const parked = rawMessage('event', eventMessage(event));
    expect(await handedBack(signed('a'), parked, kept('b', 'x'))).toEqual(['a', 'b']);
    jest.restoreAllMocks();
    expect(events).toEqual([event]);
    // Their age is left out: it is no sign of a bus that is down.
    expect(lines).toEqual([
      {
        values: { Republished: 1, ParkedAge: [61_000], KeptUnverified: 2 },
        dimensions: { source: 'parking' },
      },
    ]);
    expect([warnings, errors]).toEqual([[], []]);
  });

  it('they go back where the secret cannot be read, too, which is told', async () => {
    const fails = async () => Promise.reject(new Refusal(503, 'unavailable', 'could not be read'));
    const { handedBack, lines, warnings } = setUp({ current: fails, refreshed: fails });
    expect(await handedBack(signed('a'))).toEqual(['a']);
    expect(warnings).toMatchObject([[expect.any(String), { messageId: 'a', errorName: 'Refusal' }]]);
    expect(lines).toMatchObject([{ values: { Republished: 0 } }]);
  });
});

describe('once there is a secret', () => {
  it('the right ones go on the bus as the endpoint would have put them, and count as accepted', async () => {
    const { handedBack, events, lines, warnings } = setUp(known);
    const odd = bodyOf('odd', { eventType: 999 });
    const v2 = bodyOf('v2');
    const records = [
      signed('a'),
      signed('odd', odd),
      kept('v2', v2, undefined, signatureOf(v2, SECRET, 'sha256')),
    ];
    expect(await handedBack(...records)).toEqual([]);
    expect(events.map(({ source, detailType }) => [source, detailType])).toEqual([
      ['anyrtc.rtc', 'broadcaster join channel'],
      ['anyrtc.unrecognized', 'Unrecognized Notification'],
      ['anyrtc.rtc', 'broadcaster join channel'],
    ]);
    expect(events[0]).toMatchObject({ time: new Date(1669111200000), detail: bodyOf('a') });
    expect(lines).toMatchObject([
      { values: { Accepted: 1 }, dimensions: { source: 'anyrtc.rtc' }, metadata: { noticeId: 'a' } },
      { values: { Accepted: 1, Unrecognized: 1 }, dimensions: { source: 'anyrtc.unrecognized' } },
      { values: { Accepted: 1 }, metadata: { noticeId: 'v2' } },
      { values: { Republished: 3, ParkedAge: expect.any(Array) }, dimensions: { source: 'parking' } },
    ]);
    expect(warnings).toEqual([]);
  });

  it.each<[string, ReturnType<typeof kept>, string]>([
    ['unsigned', kept('bad', bodyOf('rtmp://x?key=k3y')), 'signature'],
    ['signed with another secret', kept('bad', bodyOf('rtmp://x?key=k3y'), signatureOf('x')), 'signature'],
    ['no JSON', signed('bad', 'rtmp://x?key=k3y'), 'not JSON'],
    ['no UTF-8', signed('bad', Buffer.from([0x22, 0xff, 0x22])), 'not JSON'],
    ['no envelope', signed('bad', '{"stream":"rtmp://x?key=k3y"}'), 'envelope'],
  ])('the others end there, counted, and told without their body: %s', async (_, bad, reason) => {
    const { handedBack, events, lines, warnings, errors } = setUp(known);
    expect(await handedBack(signed('a'), bad, signed('b'))).toEqual([]);
    expect(events).toHaveLength(2);
    expect(lines).toContainEqual({
      values: { Dropped: 1 },
      dimensions: { reason },
      metadata: expect.objectContaining({ messageId: 'bad', message: expect.stringMatching(/./) }),
    });
    expect(lines).toContainEqual(expect.objectContaining({ dimensions: { source: 'parking' } }));
    expect(JSON.stringify([lines, warnings, errors])).not.toMatch(/rtmp|k3y|h0rse/);
  });

  it('one that has just been rotated counts', async () => {
    const { handedBack, events } = setUp({ current: async () => ['old'], refreshed: async () => [SECRET] });
    expect(await handedBack(signed('a'))).toEqual([]);
    expect(events).toHaveLength(1);
  });

  it('what the bus does not take goes back, and counts as accepted only when it is taken', async () => {
    const { handedBack, lines } = setUp(known, async (events) =>
      events.map((_, index) => (index === 0 ? new EventNotTaken('no') : undefined)),
    );
    expect(await handedBack(signed('a'), signed('b'))).toEqual(['a']);
    expect(lines.filter(({ values }) => values.Accepted === 1)).toMatchObject([
      { metadata: { noticeId: 'b' } },
    ]);
  });
});
