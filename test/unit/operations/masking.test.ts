import { maskAddress, maskBody, maskText, printable } from '../../../lib/operations/masking';

describe('maskAddress', () => {
  it.each([
    ['rtmp://live.example.com/app/key', 'rtmp://live.example.com/app/***'],
    ['rtmp://live.example.com/app/room/key?auth=1-2-3', 'rtmp://live.example.com/app/***'],
    ['rtmps://live.example.com:443/rtmp/FB-1?s_bl=1', 'rtmps://live.example.com:443/rtmp/***'],
    ['rtmp://live.example.com/key', 'rtmp://live.example.com/***'],
    ['rtmp://live.example.com/key/', 'rtmp://live.example.com/***'],
    ['rtmp://live.example.com/app?token=/a/b', 'rtmp://live.example.com/***'],
    ['rtmp://live.example.com//key', 'rtmp://live.example.com/***'],
    ['rtmp://user:pass@live.example.com/app/key', 'rtmp://***@live.example.com/app/***'],
    ['srt://live.example.com:9000?streamid=key', 'srt://live.example.com:9000/***'],
    ['rtmp://live.example.com', 'rtmp://live.example.com'],
    ['a key alone', '***'],
    ['/app/key', '***'],
    ['', '***'],
  ])('%s → %s', (address, masked) => {
    expect(maskAddress(address)).toBe(masked);
  });
});

it('masks every address in a text', () => {
  expect(maskText('no answer from rtmp://a.example/app/k1?x=1, "rtmp://b.example/k2" next')).toBe(
    'no answer from rtmp://a.example/app/*** "rtmp://b.example/***" next',
  );
});

describe('maskBody', () => {
  const secret = 'SiGnInG-sEcReT';
  const key = 'pUbLiSh-kEy';
  const stream = `rtmp://user:pa55word@live.example.com/app/demo/${key}?auth=t0k%20en`;
  const body = JSON.stringify({
    'detail-type': 'Publish Stream',
    detail: {
      noticeId: 'n-1',
      secret,
      payload: {
        stream,
        channel: 'demo',
        reason: `refused ${key} of ${stream}; password pa55word, token "t0k en"`,
        Stream: { deep: key },
        nested: JSON.stringify({ stream, note: key }),
        list: [{ stream: `rtmp://h/a/other-key` }, `see ${key}`],
        [stream]: 1,
        code: 30,
      },
    },
  });
  const shown = maskBody(body);

  it('leaves nothing that is secret', () => {
    for (const hidden of [secret, key, 'pa55word', 't0k%20en', 't0k en', 'other-key']) {
      expect(shown).not.toContain(hidden);
    }
  });

  it('leaves what a person looks for', () => {
    expect(JSON.parse(shown)).toMatchObject({
      'detail-type': 'Publish Stream',
      detail: {
        noticeId: 'n-1',
        payload: { channel: 'demo', code: 30, stream: 'rtmp://***@live.example.com/app/***' },
      },
    });
  });

  it('shows nothing of a body that is not JSON', () => {
    expect(maskBody(`{"stream":"rtmp:\\/\\/h\\/a\\/${key}"`)).toMatch(
      /^\(not JSON: \d+ characters, not shown\)$/,
    );
  });

  it('escapes what a terminal would obey', () => {
    expect(maskBody('{"channel":"\\u001b[2J\u009b2J\u202e"}')).toBe(
      '{\n  "channel": "\\u001b[2J\\u009b2J\\u202e"\n}',
    );
    expect(printable('a\u001b[2Jb')).toBe('a\\u001b[2Jb');
  });
});
