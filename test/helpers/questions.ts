// The questions of docs/tables.md, asked of tables that hold a played history, against answers found without them.
import type { Notification } from '../../functions/contract/notification';
import { type Question, questions, type Read, type Subject } from '../../tools/docs/questions';
import { channelNotice, joinNotice, leaveNotice, publishRequest, publishStream } from './notices';
import type { Item } from './oracle';
import type { Tables } from './target';

/** Asks one read and gives the items of the answer. */
export type Ask = (read: Read) => Promise<readonly Item[]>;

const WHO_IS_IN = 'Who is in this channel now?';

/**
 * A channel that lives for the second time: of its first life, neither the end nor a leave has come. With a push
 * that runs and one that has failed. Beside it, {@link endedAgain}.
 *
 * @param tag - keeps it apart from everything else in the tables
 */
export const rebornChannel = (tag: string): { subject: Subject; notices: readonly Notification[] } => {
  const subject = { channel: `reborn-${tag}`, channelSId: `second-${tag}`, uid: `walker-${tag}` };
  const ts = Math.floor(Date.now() / 1000) - 3_600;
  const first = { channelName: subject.channel, channelSId: `first-${tag}` };
  const second = { channelName: subject.channel, channelSId: subject.channelSId };
  const walker = { uid: subject.uid, platform: 7 };
  const other = { uid: 4711, platform: 1 };
  const push = { channel: subject.channel, time: ts * 1_000 };
  return {
    subject,
    notices: [
      channelNotice(`${tag}-1`, 101, { ...first, ts }),
      joinNotice(`${tag}-2`, 103, { ...first, ...other, uSId: `ghost-${tag}`, ts: ts + 1 }),
      joinNotice(`${tag}-3`, 105, { ...first, ...walker, uSId: `ghost-walker-${tag}`, ts: ts + 2 }),
      channelNotice(`${tag}-4`, 101, { ...second, ts: ts + 100 }),
      joinNotice(`${tag}-5`, 103, { ...second, ...walker, uSId: `here-${tag}`, ts: ts + 101 }),
      joinNotice(`${tag}-6`, 105, { ...second, ...other, uSId: `here-too-${tag}`, ts: ts + 102 }),
      joinNotice(`${tag}-7`, 105, { ...second, uid: 4712, platform: 2, uSId: `gone-${tag}`, ts: ts + 103 }),
      leaveNotice(`${tag}-8`, 106, {
        ...second,
        uid: 4712,
        platform: 2,
        reason: 1,
        uSId: `gone-${tag}`,
        ts: ts + 104,
      }),
      publishRequest(`${tag}-9`, { ...push, stream: `rtmp://push.example.com/${tag}/1`, uid: '4711' }),
      publishStream(`${tag}-10`, {
        ...push,
        stream: `rtmp://push.example.com/${tag}/2`,
        code: 456,
        reason: 'not yours',
      }),
      ...endedAgain(tag, overName(subject.channel)),
    ],
  };
};

/** The name of the channel beside a subject's that nobody is in. */
const overName = (channel: string): string => `${channel}-over`;

/** A channel whose second life has ended, while of its first one neither the end nor a leave has come. */
const endedAgain = (tag: string, channelName: string): readonly Notification[] => {
  const ts = Math.floor(Date.now() / 1000) - 3_600;
  const first = { channelName, channelSId: `ended-first-${tag}` };
  const second = { channelName, channelSId: `ended-second-${tag}` };
  const user = { uid: 4711, platform: 1 };
  return [
    channelNotice(`${tag}-11`, 101, { ...first, ts }),
    joinNotice(`${tag}-12`, 103, { ...first, ...user, uSId: `forgotten-${tag}`, ts: ts + 1 }),
    channelNotice(`${tag}-13`, 101, { ...second, ts: ts + 100 }),
    joinNotice(`${tag}-14`, 103, { ...second, ...user, uSId: `closed-${tag}`, ts: ts + 101 }),
    channelNotice(`${tag}-15`, 102, { ...second, ts: ts + 200 }),
  ];
};

const newestFirst = (items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => (String(a.firstEventAt) > String(b.firstEventAt) ? -1 : 1));

const isActive = ({ status }: Item): boolean =>
  status === 'requested' || status === 'publishing' || status === 'interrupted';

/** What each question is about, by the items themselves: no index and no sparse attribute takes part. */
const answers: Readonly<Record<string, (tables: Tables, subject: Subject) => readonly Item[]>> = {
  [WHO_IS_IN]: ({ channelSessions, userSessions }, { channel }) => {
    const [life] = newestFirst(channelSessions.filter(({ channelName }) => channelName === channel));
    return life?.status !== 'live'
      ? []
      : userSessions.filter(
          ({ channelSId, status }) => status === 'online' && channelSId === life.channelSId,
        );
  },
  'What is live now?': ({ channelSessions }) => channelSessions.filter(({ status }) => status === 'live'),
  'Where was this user?': ({ userSessions }, { uid }) =>
    newestFirst(userSessions.filter((stay) => stay.uid === uid)),
  'When was this channel live?': ({ channelSessions }, { channel }) =>
    newestFirst(channelSessions.filter(({ channelName }) => channelName === channel)),
  'Where is this channel being pushed to?': ({ cdnStreams }, { channel }) =>
    cdnStreams.filter((push) => push.channel === channel && isActive(push)),
  'Which streams are active now?': ({ cdnStreams }) => cdnStreams.filter(isActive),
  'Which pushes have failed, and why?': ({ cdnStreams }) =>
    cdnStreams.filter(({ status }) => status === 'failed'),
};

const identityOf = ({ channelSId, uSId, channel, stream }: Item): string =>
  JSON.stringify([channelSId, uSId, channel, stream]);
const inAnyOrder = (items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => (identityOf(a) < identityOf(b) ? -1 : 1));

/**
 * Asks every question and checks each answer; none may be empty. The session that the second step of a question
 * asks for is the one that the first has found.
 *
 * @param ordered - whether to expect the newest first where the question says so
 */
export const checkQuestions = async (
  tables: Tables,
  subject: Subject,
  ask: Ask,
  { ordered }: { readonly ordered: boolean },
): Promise<void> => {
  const asked = questions(subject);
  expect(asked.map(({ question }) => question).sort()).toEqual(Object.keys(answers).sort());
  /** The answer of a question's last step. */
  const answerOf = async ({ question, steps }: Question, about: Subject): Promise<readonly Item[]> => {
    let found: readonly Item[] = [];
    for (const step of steps.keys()) {
      const channelSId = step === 0 ? about.channelSId : String(newestFirst(found)[0]?.channelSId);
      const read = questions({ ...about, channelSId }).find((one) => one.question === question)?.steps[step];
      if (read === undefined) throw new Error(`${question} has no step ${step}`);
      found = await ask(read);
      if (ordered && read.newestFirst !== undefined) {
        expect({ question, found }).toEqual({ question, found: newestFirst(found) });
        expect(found.length).toBeLessThanOrEqual(read.limit ?? found.length);
      }
    }
    return found;
  };
  const check = async (question: Question): Promise<void> => {
    const found = await answerOf(question, subject);
    const expected = answers[question.question]?.(tables, subject) ?? [];
    expect({ question, empty: expected.length === 0 }).toEqual({ question, empty: false });
    expect({ question, found: inAnyOrder(found) }).toEqual({ question, found: inAnyOrder(expected) });
  };
  await Promise.all(asked.map(check));
  for (const question of asked.filter((one) => one.question === WHO_IS_IN)) {
    expect(await answerOf(question, { ...subject, channel: overName(subject.channel) })).toEqual([]);
  }
};
