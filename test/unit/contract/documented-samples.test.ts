// The samples in the documented form.
import { toDocumentedForm } from '../../../functions/contract/documented-form';
import { readEnvelope, readNotification } from '../../../functions/contract/notification';
import { sampleJson, samples } from '../../helpers/samples';

describe('the samples as real senders send them', () => {
  it('103 as the demo sends it', () => {
    expect(toDocumentedForm(sampleJson('wild-103-as-the-demo-sends'))).toEqual({
      noticeId: 'ntc-w1',
      productId: 1,
      eventType: 103,
      notifyMs: 1669111204000,
      payload: {
        channelName: 'show68',
        channelSId: '6383f0a1b7e4',
        appId: '5f2c',
        ts: 1669111204,
        uid: 90001,
        uSId: '3f00c0ffee03',
        platform: 8,
        reason: 0,
      },
    });
  });

  it('105 with its type inside the payload', () => {
    expect(toDocumentedForm(sampleJson('wild-type-inside-payload'))).toEqual({
      noticeId: 'ntc-w2',
      productId: 1,
      eventType: 105,
      notifyMs: 1669111205000,
      payload: {
        channelName: 'show68',
        channelSId: '6383f0a1b7e4',
        ts: 1669111205,
        uid: 90002,
        uSId: '4f00c0ffee04',
        platform: 5,
      },
    });
  });

  it.each(samples.map(({ name }) => name))(
    '%s is understood, and in the documented form stays as it is',
    (name) => {
      const reading = readEnvelope(sampleJson(name));
      if (!reading.usable) throw new Error(reading.issue.message);
      expect(readNotification(reading.envelope).recognized).toBe(name !== 'other-cloud-player');
      if (!name.startsWith('wild-')) expect(reading.envelope).toEqual(sampleJson(name));
    },
  );
});
