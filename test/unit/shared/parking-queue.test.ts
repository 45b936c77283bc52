import type { BusEvent } from '../../../functions/contract/events';
import { wireJson } from '../../../functions/contract/json';
import { eventMessage, readParked } from '../../../functions/shared/parking-queue';

const event: BusEvent = {
  source: 'anyrtc.cdn',
  detailType: 'Publish Stream',
  time: new Date('2026-01-02T03:04:05.678Z'),
  detail: '{"noticeId":"n","text":"\\ufffe频"}',
};

describe('a parked event', () => {
  it('reads back as it was parked, with and without a time', () => {
    expect(readParked(eventMessage(event))).toEqual({ kind: 'event', event });
    const { time, ...untimed } = event;
    expect(time).toBeInstanceOf(Date);
    expect(readParked(eventMessage(untimed))).toEqual({ kind: 'event', event: untimed });
    expect(readParked(eventMessage(untimed))).not.toHaveProperty('event.time');
  });

  it.each([
    ['no JSON', 'rtmp://x?key=s3cr3t'],
    ['half of one', wireJson(event).slice(0, -1)],
    ['null', 'null'],
    ['an unknown source', wireJson({ ...event, source: 's3cr3t' })],
    ['no detail', wireJson({ ...event, detail: undefined })],
    ['a time that is none', wireJson({ ...event, time: 's3cr3t' })],
    ['a request without a body', wireJson({ request: { signature: 's3cr3t' } })],
    ['a request that is none', wireJson({ request: 's3cr3t' })],
    ['a signature that is no text', wireJson({ request: { body: 's3cr3t', signature: 5 } })],
  ])('is refused by an error that quotes nothing of it: %s', (_, body) => {
    const read = () => readParked(body);
    expect(read).toThrow(expect.objectContaining({ name: 'UnreadableMessage' }));
    expect(read).toThrow(/^(?!.*(s3cr3t|noticeId))/);
  });
});
