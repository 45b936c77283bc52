// The oracle's ends that nobody told, against states computed by hand from the design.
import { publishRequest, publishStream, unpublishStream, updateTranscoding } from '../../helpers/notices';
import { at, create, DAY, destroy, join, leave, never, rest, soon, T } from './lives';

describe('a channel whose end nobody told', () => {
  const emptied = [create('a', 0), join('a', 1, 'u', 5), leave('a', 1, 'u', 65)];

  it('is over at its last event once all have left and it was quiet for long enough', () => {
    expect(rest(soon, ...emptied).channel).toEqual({
      channelSId: 'a',
      channelName: 'show',
      status: 'ended',
      createdAt: at(0),
      destroyedAt: at(65),
      destroyInferred: true,
      destroyReason: 'empty',
      firstEventAt: at(0),
      expiresAt: T + 65 + 90 * DAY,
    });
    expect(rest({ ...soon, quietMs: soon.quietMs - 1 }, ...emptied).channel).toMatchObject({
      status: 'live',
    });
    expect(rest(never, ...emptied).channel).toMatchObject({ status: 'live', liveChannel: 'show' });
  });

  it('is over as soon as a later life has begun', () => {
    expect(rest(never, ...emptied, create('b', 70)).channel).toMatchObject({ destroyReason: 'empty' });
    expect(rest(never, create('a', 0), create('b', 70)).channel).toMatchObject({
      destroyReason: 'superseded',
      destroyedAt: at(0),
    });
    const { channelSessions, userSessions } = rest(never, join('a', 1, 'u', 5), create('b', 70));
    expect(channelSessions).toMatchObject([
      { status: 'ended', destroyReason: 'superseded', destroyedAt: at(5), createdInferred: true },
      { status: 'live' },
    ]);
    expect(userSessions).toMatchObject([
      { status: 'left', leftAt: at(5), leaveReason: 'channel superseded', leaveInferred: true },
    ]);
  });

  it('is left alone by a later life that it outlived for more than 60 s, and by one whose create nobody told', () => {
    const late = (seconds: number) =>
      rest(never, create('a', 0), join('a', 1, 'u', seconds), create('b', 70));
    expect(late(130).channel).toMatchObject({ destroyReason: 'superseded', destroyedAt: at(130) });
    expect(late(131).channel).toMatchObject({ status: 'live' });
    expect(rest(never, create('a', 0), join('b', 1, 'u', 70)).channel).toMatchObject({ status: 'live' });
  });

  it('is over after silence where that is asked for', () => {
    const silent = { emptyMinutes: 0, silentHours: 2, quietMs: 2 * 3_600_000 };
    const { channel: ended, stay } = rest(silent, create('a', 0), join('a', 1, 'u', 5));
    expect(ended).toMatchObject({ destroyReason: 'silent', destroyedAt: at(5) });
    expect(stay).toMatchObject({ leaveReason: 'channel silent', leftAt: at(5), durationSeconds: 0 });
  });

  it('is what a destroy says it is', () => {
    const { channel: ended, stay } = rest(never, join('a', 1, 'u', 5), create('b', 70), destroy('a', 90));
    expect(ended).toMatchObject({ destroyedAt: at(90) });
    expect(ended).not.toHaveProperty('destroyInferred');
    expect(stay).toMatchObject({ leaveReason: 'channel destroyed', leftAt: at(90) });
  });
});

describe('a stay whose user came again', () => {
  it('ended when the next one began, unless its channel had ended before or it left', () => {
    const told = [create('a', 0), join('a', 1, 'u1', 5), join('a', 1, 'u2', 50), join('a', 1, 'u3', 80)];
    expect(rest(never, ...told).userSessions).toMatchObject([
      {
        status: 'left',
        leftAt: at(50),
        leaveReason: 'joined again',
        leaveInferred: true,
        durationSeconds: 45,
      },
      { status: 'left', leftAt: at(80), leaveReason: 'joined again' },
      { status: 'online' },
    ]);
    expect(rest(never, ...told, destroy('a', 30)).stay).toMatchObject({
      leftAt: at(30),
      leaveReason: 'channel destroyed',
    });
    expect(rest(never, ...told, destroy('a', 50)).stay).toMatchObject({ leaveReason: 'joined again' });
    expect(rest(never, ...told, leave('a', 1, 'u1', 70)).stay).toMatchObject({ leftAt: at(70) });
    expect(rest(soon, ...told, leave('a', 1, 'u3', 90)).channel).toMatchObject({ destroyReason: 'empty' });
  });

  it('goes on where it began in the same second, or in another life', () => {
    const { userSessions } = rest(never, join('a', 1, 'u1', 5), join('a', 1, 'u2', 5), join('b', 1, 'u3', 9));
    expect(userSessions.map(({ status }) => status)).toEqual(['online', 'online', 'online']);
  });
});

describe('a push that nobody stopped', () => {
  const place = (seconds: number) => ({
    channel: 'show',
    stream: 'rtmp://push.example.com/live/x',
    time: (T + seconds) * 1000,
  });
  const request = publishRequest('request', { ...place(10), uid: '1' });

  it('ends with the last life of its channel', () => {
    const { push } = rest(never, create('a', 0), destroy('a', 70), request);
    expect(push).toEqual({
      channel: 'show',
      stream: 'rtmp://push.example.com/live/x',
      status: 'stopped',
      statusAt: at(70),
      statusEvent: 'channel ended',
      stopInferredAt: at(70),
      stopInferred: true,
      requestedAt: at(10),
      uid: '1',
      firstEventAt: at(10),
      lastEventAt: at(10),
      expiresAt: T + 70 + 90 * DAY,
    });
    expect(
      rest(never, join('a', 1, 'u', 5), leave('a', 1, 'u', 30), request, create('b', 90)).push,
    ).toMatchObject({
      status: 'requested',
    });
    expect(rest(soon, join('a', 1, 'u', 5), leave('a', 1, 'u', 30), request).push).toMatchObject({
      stopInferredAt: at(30),
    });
  });

  it('goes on while a life of the name is live, where there is none, or where it outlived the end', () => {
    expect(rest(never, request).push).toMatchObject({ status: 'requested', activeChannel: 'show' });
    expect(rest(never, create('a', 0), destroy('a', 70), create('b', 80), request).push).not.toHaveProperty(
      'stopInferred',
    );
    const ended = [create('a', 0), destroy('a', 20), request];
    const update = (seconds: number) =>
      updateTranscoding('update', { ...place(seconds), code: 200, reason: '' });
    expect(rest(never, ...ended, update(80)).push).toMatchObject({ status: 'stopped', statusAt: at(20) });
    expect(rest(never, ...ended, update(81)).push).toMatchObject({ status: 'requested', statusAt: at(10) });
    const over = publishStream('over', { ...place(11), code: 451, reason: '' });
    expect(rest(never, ...ended, over).push).toMatchObject({ status: 'failed' });
    const stopped = unpublishStream('stopped', { ...place(15), code: 200, reason: '' });
    expect(rest(never, ...ended, stopped).push).not.toHaveProperty('stopInferredAt');
  });

  it('ends with the life that began last, not with an older one that ended later', () => {
    const lives = [create('a', 0), destroy('a', 90), create('b', 5), destroy('b', 70)];
    expect(rest(never, ...lives, request).push).toMatchObject({ stopInferredAt: at(70) });
  });
});
