// The published schemas accept what the bundle puts on the bus, and nothing that is damaged.
import { readNotification } from '../../../functions/contract/notification';
import { eventDefinitions, schemaName } from '../../../lib/event-schemas';
import { planDeliveries } from '../../../lib/simulator/delivery';
import { generateHistory } from '../../../lib/simulator/history';
import { documentedType, documentedTypes, notificationOf } from '../../helpers/documented-types';
import { sampleFileNames, samples } from '../../helpers/samples';
import { type Delivered, throughIngest } from './delivered';
import { faultsOf, type Json, nameOf, validators } from './published-schemas';

const bytesOf = (json: unknown): Buffer => Buffer.from(JSON.stringify(json));
const copyOf = <T>(value: T): T => structuredClone(value);
const without = (object: Readonly<Json>, name: string): Json =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
const payloadOf = ({ detail }: Delivered): Json => Object(detail.payload);
const withPayload = (event: Delivered, payload: Json): Delivered => ({
  ...event,
  detail: { ...event.detail, payload },
});

describe('what is put on the bus', () => {
  it('of every sample is accepted', async () => {
    expect(samples.map(({ name }) => name).sort()).toEqual(sampleFileNames().sort());
    for (const { name, body } of samples) {
      const event = await throughIngest(body);
      expect({ name, faults: faultsOf(event) }).toEqual({ name, faults: [] });
    }
  });

  it('of a thousand generated notifications, half of them in wild forms, is accepted', async () => {
    const history = generateHistory({
      seed: 6,
      now: Date.UTC(2026, 4, 1, 12),
      channels: 20,
      users: 30,
      streams: 80,
    });
    const { deliveries } = planDeliveries(history, {
      seed: 6,
      loss: 0,
      duplicates: 0,
      shuffle: true,
      wild: 0.5,
      secret: 'secret-of-the-sender',
    });
    const thousand = deliveries.slice(0, 1_000);
    expect(thousand).toHaveLength(1_000);
    const seen = new Map<string, number>();
    for (const { body } of thousand) {
      const event = await throughIngest(bytesOf(body));
      expect({ event, faults: faultsOf(event) }).toEqual({ event, faults: [] });
      const name = nameOf(event);
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual(
      eventDefinitions
        .map(schemaName)
        // No history has a recording or what nobody knows.
        .filter((name) => /^anyrtc\.(rtc|cdn)@/.test(name))
        .sort(),
    );
  });

  it.each([
    ['another product', { noticeId: 'n', productId: 9 }],
    ['no product', { noticeId: 'n' }],
    ['another type', { noticeId: 'n', productId: 1, eventType: 113, notifyMs: 1, payload: { a: [null] } }],
    ['a field that does not fit', { ...notificationOf(documentedType(1, 101)), payload: 'text' }],
    ['an envelope that has issues of its own', { noticeId: 'n', productId: 3, issues: 'mine' }],
  ])('of an unrecognized notification is accepted: %s', async (_, notification) => {
    const event = await throughIngest(bytesOf(notification));
    expect(nameOf(event)).toBe('anyrtc.unrecognized@UnrecognizedNotification');
    expect(faultsOf(event)).toEqual([]);
  });

  it('of a replay is accepted', async () => {
    const event = await throughIngest(bytesOf(notificationOf(documentedType(1, 103))));
    expect(faultsOf({ ...event, 'replay-name': 'replay-of-monday' })).toEqual([]);
  });
});

/** Values that a field of a type must not have, unlike any that its type allows. */
const damagedValues = (value: unknown): readonly unknown[] =>
  typeof value === 'string' ? [5, null, {}, ''] : [{}, null, 'x', []];

describe.each(documentedTypes.map((type) => [type.eventName, type] as const))('an event %s', (_, type) => {
  let event: Delivered;
  beforeAll(async () => {
    event = await throughIngest(bytesOf(notificationOf(type)));
  });

  it('is accepted with fields that nobody knows yet, at every level', () => {
    const more = { ...event, more: 1, detail: { ...event.detail, more: { a: [1] } } };
    expect(faultsOf(withPayload(more, { ...payloadOf(event), more: null }))).toEqual([]);
  });

  it('is refused without any field of the envelope, the detail or the payload', () => {
    for (const name of Object.keys(event)) {
      expect([name, faultsOf(without(event, name), nameOf(event)).length]).toEqual([name, 1]);
    }
    for (const name of Object.keys(event.detail)) {
      const faults = faultsOf({ ...event, detail: without(event.detail, name) });
      expect([name, faults.length]).toEqual([name, name === 'notifyMs' ? 0 : 1]);
    }
    for (const [name, { optional }] of Object.entries(type.fields)) {
      const damaged = withPayload(event, without(payloadOf(event), name));
      expect([name, faultsOf(damaged).length]).toEqual([name, optional ? 0 : 1]);
    }
  });

  it('is refused with a value of a wrong type in any field, as the contract refuses it', () => {
    for (const [name, { kind, value }] of Object.entries(type.fields)) {
      for (const wrong of damagedValues(value)) {
        if (kind === 'id' && wrong === 'x') continue;
        const damaged = withPayload(event, { ...payloadOf(event), [name]: wrong });
        const accepted = readNotification(copyOf(damaged.detail)).recognized;
        expect([name, wrong, faultsOf(damaged).length === 0]).toEqual([name, wrong, accepted]);
        if (wrong !== '') expect(accepted).toBe(false);
      }
    }
  });

  it('is refused with a number or a time beyond the limits', () => {
    for (const [name, { kind }] of Object.entries(type.fields)) {
      const beyond = { number: 2 ** 53, seconds: 1, milliseconds: 1e13, id: 1.5 } as const;
      if (kind === 'text' || kind === 'words' || kind === 'flag') continue;
      const damaged = withPayload(event, { ...payloadOf(event), [name]: beyond[kind] });
      expect([name, faultsOf(damaged).length > 0]).toEqual([name, true]);
    }
  });

  it('is refused under the schema of any other event', () => {
    for (const name of validators.keys()) {
      expect([name, faultsOf(event, name).length === 0]).toEqual([name, name === nameOf(event)]);
    }
  });
});

describe('the schema of unrecognized events', () => {
  it.each([
    ['without issues', { noticeId: 'n' }],
    ['without a notice id', { issues: [] }],
    ['with an issue that has no message', { noticeId: 'n', issues: [{ path: '' }] }],
    ['with issues that are no list', { noticeId: 'n', issues: {} }],
    ['with an empty notice id', { noticeId: '', issues: [] }],
  ])('refuses one %s', async (_, detail) => {
    const event = await throughIngest(bytesOf({ noticeId: 'n', productId: 9 }));
    expect(faultsOf({ ...event, detail })).not.toEqual([]);
  });
});
