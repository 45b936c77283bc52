// A name with more lives than are read whole: what of them is open is found all the same.
import { channelNotice, publishStream } from '../../helpers/notices';
import { BEGIN, Reported } from '../../helpers/reported';
import { withoutPauses } from '../../helpers/without-pauses';

let restorePauses = () => {};
beforeAll(() => {
  restorePauses = withoutPauses();
});
afterAll(() => restorePauses());

const LIVES = 25;
const HOUR = 3_600;
const context = { getRemainingTimeInMillis: () => 60_000 };
const lifeId = (life: number): string => `life-${life}`;
const notice = (eventType: 101 | 102, life: number) =>
  channelNotice(`n${eventType}-${life}`, eventType, {
    channelName: 'show',
    channelSId: lifeId(life),
    ts: BEGIN + life * HOUR + (eventType === 102 ? 60 : 0),
  });

it('the first of many lives, never destroyed, is ended by the count of the last', async () => {
  const all = new Reported();
  const lives = Array.from({ length: LIVES }, (_, life) => life);
  await all.project([
    ...lives.map((life) => notice(101, life)),
    ...lives.slice(1, -1).map((life) => notice(102, life)),
  ]);
  await all.handler()({ channelSIds: [lifeId(LIVES - 1)] }, context);
  expect(all.tables.channelSessions.items().filter(({ status }) => status === 'live')).toMatchObject([
    { channelSId: lifeId(LIVES - 1) },
  ]);
  expect(all.report(lifeId(0))).toMatchObject({ status: 'ended', endReason: 'superseded' });
});

describe('changes of stays alone', () => {
  const records = (keys: Record<string, string>) => ({
    Records: [
      {
        eventName: 'MODIFY',
        dynamodb: {
          Keys: Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, { S: value }])),
        },
      },
    ],
  });
  const ended = async (): Promise<Reported> => {
    const all = new Reported();
    const push = { channel: 'show', stream: 'rtmp://push.example.com/live/x' };
    await all.project([
      notice(101, 0),
      publishStream('p', { ...push, time: (BEGIN + 10) * 1000, code: 200, reason: '' }),
      notice(102, 0),
    ]);
    return all;
  };
  const pushOf = ({ tables }: Reported) => tables.cdnStreams.items()[0];

  it('count the channel, and leave the pushes of its name', async () => {
    const all = await ended();
    await all.handler()(records({ channelSId: lifeId(0), uSId: 'u' }), context);
    expect(all.report(lifeId(0))).toMatchObject({ status: 'ended' });
    expect(pushOf(all)).not.toHaveProperty('stopInferred');
  });

  it('together with a change of the channel stop them', async () => {
    const all = await ended();
    const [stay, channel] = [
      records({ channelSId: lifeId(0), uSId: 'u' }),
      records({ channelSId: lifeId(0) }),
    ];
    await all.handler()({ Records: [...channel.Records, ...stay.Records] }, context);
    expect(pushOf(all)).toMatchObject({ status: 'stopped', stopInferred: true });
  });
});
