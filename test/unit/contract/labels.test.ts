import { codeMeaning } from '../../../functions/contract/cdn';
import { leaveReasonLabel, platformLabel } from '../../../functions/contract/rtc';

describe('the words for codes', () => {
  it.each([
    [0, 'Other'],
    [1, 'Android'],
    [2, 'iOS'],
    [5, 'Windows'],
    [6, 'Linux'],
    [7, 'Web'],
    [8, 'macOS'],
    [3, 'Unknown (3)'],
    [99, 'Unknown (99)'],
    [-1, 'Unknown (-1)'],
  ])('platform %i is %s', (platform, label) => {
    expect(platformLabel(platform)).toBe(label);
  });

  it.each([
    [0, 'other'],
    [1, 'normal leave'],
    [2, 'connection timeout'],
    [3, 'permission'],
    [4, 'server side'],
    [5, 'connection switched'],
    [6, 'unknown (6)'],
    [999, 'unknown (999)'],
  ])('leave reason %i is %s', (reason, label) => {
    expect(leaveReasonLabel(reason)).toBe(label);
  });

  it.each([
    [200, 'success'],
    [450, 'invalid parameter'],
    [451, 'invalid stream address'],
    [452, 'no push in progress'],
    [453, 'unsupported operation'],
    [454, 'already publishing to this address'],
    [455, 'over the limit of 10 streams'],
    [456, 'no permission'],
    [30, 'RTMP handshake failed'],
    [31, 'RTMP connect failed'],
    [32, 'RTMP publish failed'],
    [33, 'TCP connection lost'],
    [457, 'unknown (457)'],
    [0, 'unknown (0)'],
  ])('code %i is %s', (code, meaning) => {
    expect(codeMeaning(code)).toBe(meaning);
  });
});
