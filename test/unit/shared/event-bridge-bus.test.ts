import type { BusEvent } from '../../../functions/contract/events';
import { callBounds } from '../../../functions/shared/aws-clients';
import { EventBridgeBus } from '../../../functions/shared/event-bridge-bus';
import { answeredEventBridge } from '../../helpers/answered-client';

const event: BusEvent = {
  source: 'anyrtc.cdn',
  detailType: 'Publish Stream',
  time: new Date('2026-01-02T03:04:05.678Z'),
  detail: '{"noticeId":"n"}',
};
const untimed: BusEvent = {
  source: 'anyrtc.unrecognized',
  detailType: 'Unrecognized Notification',
  detail: '{}',
};

const setUp = (answer: object) => {
  const { client, sent } = answeredEventBridge(() => answer);
  return { bus: new EventBridgeBus(client, 'the-bus', callBounds.putEvents), sent };
};

describe('EventBridgeBus', () => {
  it('puts one event on its bus in one call', async () => {
    const { bus, sent } = setUp({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] });
    await bus.put(event);
    expect(sent).toEqual([
      {
        name: 'PutEvents',
        input: {
          Entries: [
            {
              EventBusName: 'the-bus',
              Source: 'anyrtc.cdn',
              DetailType: 'Publish Stream',
              Time: new Date('2026-01-02T03:04:05.678Z'),
              Detail: '{"noticeId":"n"}',
            },
          ],
        },
      },
    ]);
  });

  it('sends no time where the event has none', async () => {
    const { bus, sent } = setUp({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] });
    await bus.put(untimed);
    expect(JSON.stringify(sent)).not.toContain('Time');
  });

  it.each([
    [
      'FailedEntryCount and an error code',
      { FailedEntryCount: 1, Entries: [{ ErrorCode: 'Throttled', ErrorMessage: 'Rate' }] },
      'Throttled Rate',
    ],
    [
      'an error code alone',
      { FailedEntryCount: 0, Entries: [{ EventId: 'e', ErrorCode: 'InternalFailure' }] },
      'InternalFailure',
    ],
    ['an entry without an id', { FailedEntryCount: 1, Entries: [{}] }, 'no answer'],
    ['no entry', { FailedEntryCount: 1, Entries: [] }, 'no answer'],
    ['nothing', {}, 'no answer'],
  ])('says so when the call succeeded and the event was not taken: %s', async (_, answer, code) => {
    const { bus } = setUp(answer);
    await expect(bus.put(event)).rejects.toMatchObject({
      name: 'EventNotTaken',
      message: expect.stringContaining(code),
    });
  });

  it("lets the client's errors through", async () => {
    const { client } = answeredEventBridge(() => {
      throw new Error('AccessDenied');
    });
    await expect(new EventBridgeBus(client, 'b', callBounds.putEvents).put(event)).rejects.toThrow(
      'AccessDenied',
    );
  });

  it('tells for each of several events whether it was taken', async () => {
    const { bus, sent } = setUp({
      FailedEntryCount: 1,
      Entries: [{ EventId: 'e' }, { ErrorCode: 'Throttled' }, { EventId: 'f' }],
    });
    const errors = await bus.putAll([event, untimed, event]);
    expect(errors.map((error) => error?.name)).toEqual([undefined, 'EventNotTaken', undefined]);
    expect(sent).toHaveLength(1);
  });
});
