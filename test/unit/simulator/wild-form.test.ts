import { readEnvelope, readNotification } from '../../../functions/contract/notification';
import { generateHistory } from '../../../lib/simulator/history';
import { Random } from '../../../lib/simulator/random';
import { wildForm } from '../../../lib/simulator/wild-form';

const history = generateHistory({
  seed: 5,
  now: Date.UTC(2026, 4, 1, 12),
  channels: 6,
  users: 20,
  streams: 20,
});
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('wildForm', () => {
  const random = new Random(9);
  const forms = history.flatMap((notification) =>
    [1, 2, 3].map(() => ({ notification, form: wildForm(notification, random, 'local-secret') })),
  );

  it('has the notification itself as its documented form', () => {
    for (const { notification, form } of forms) {
      const reading = readEnvelope(overTheWire(form));
      if (!reading.usable) throw new Error(reading.issue.message);
      expect(reading.envelope).toEqual(notification);
      expect(readNotification(reading.envelope)).toMatchObject({ recognized: true });
    }
  });

  it('always differs from the documented form', () => {
    for (const { notification, form } of forms) expect(form).not.toEqual(notification);
  });

  it('shows every difference that it knows', () => {
    const payloads = forms.flatMap(({ form: { payload } }) =>
      typeof payload === 'object' && payload !== null ? [new Map(Object.entries(payload))] : [],
    );
    const seen = (test: (payload: Map<string, unknown>) => boolean) => payloads.some(test);
    expect(forms.some(({ form }) => 'noticeID' in form && !('noticeId' in form))).toBe(true);
    expect(forms.some(({ form }) => !('eventType' in form))).toBe(true);
    expect(forms.some(({ form }) => form.secret === 'local-secret')).toBe(true);
    expect(seen((payload) => payload.get('eventType') === 0)).toBe(true);
    for (const name of ['productId', 'eventType', 'notifyMs']) {
      expect(forms.some(({ form }) => typeof form[name] === 'string' && form[name] !== '')).toBe(true);
    }
    for (const nothing of [null, 0, '']) {
      expect(forms.some(({ form }) => form.eventType === nothing)).toBe(true);
    }
    expect(seen((payload) => payload.get('retry') === 1 || payload.get('retry') === '1')).toBe(true);
    expect(seen((payload) => payload.has('stream') && typeof payload.get('uid') === 'number')).toBe(true);
    expect(seen((payload) => payload.has('stream') && Number(payload.get('time')) < 1e11)).toBe(true);
    for (const name of ['platform', 'reason', 'uid', 'retry', 'width', 'videoCodec']) {
      expect(seen((payload) => payload.get(name) === null)).toBe(true);
    }
    expect(seen((payload) => payload.has('Ts') && !payload.has('ts'))).toBe(true);
    expect(seen((payload) => Number(payload.get('ts')) > 1e11)).toBe(true);
    expect(seen((payload) => Number(payload.get('Ts')) > 1e11)).toBe(true);
    expect(seen((payload) => payload.has('channelSId') && typeof payload.get('uid') === 'string')).toBe(true);
    for (const name of [
      'ts',
      'Ts',
      'platform',
      'reason',
      'code',
      'time',
      'width',
      'height',
      'audioChannels',
      'audioSampleRate',
      'elapse',
      'retry',
    ]) {
      expect(seen((payload) => typeof payload.get(name) === 'string')).toBe(true);
    }
  });
});
