// The questions that people ask the tables, defined once, and their three forms: AWS CLI, PartiQL, SDK.
import type { QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { TableName } from '../../lib/tables';

/** An attribute, and the value that it must have. */
export type Condition = readonly [attribute: string, value: string];

/** One read of a table or of an index of it. Without `partition` it is a scan. */
export interface Read {
  readonly table: TableName;
  readonly index?: string;
  /** The partition key. */
  readonly partition?: Condition;
  /** What else must be so: read, billed, and then left out. */
  readonly filter?: Condition;
  /** The sort key, to have the greatest first. */
  readonly newestFirst?: string;
  /** Most items wanted. */
  readonly limit?: number;
}

/** A question, as reads one after the other: the last one's items are the answer. */
export interface Question {
  readonly question: string;
  /** What the asker should know about the answer. */
  readonly note: string;
  readonly steps: readonly Read[];
}

/** Whom and what to ask about. */
export interface Subject {
  readonly channel: string;
  /** The channel's newest session. */
  readonly channelSId: string;
  readonly uid: string;
}

/** All questions, about a subject. */
export const questions = ({ channel, channelSId, uid }: Subject): readonly Question[] => [
  {
    question: 'Who is in this channel now?',
    note: 'First the newest session of the name: where its `status` is not `live`, nobody is in. Then, with its `channelSId`, the stays. A name is reused: a former session whose end was never told may still be `live`, and by the name alone its people would mix in.',
    steps: [
      {
        table: 'ChannelSessions',
        index: 'sessions-by-channel',
        partition: ['channelName', channel],
        newestFirst: 'firstEventAt',
        limit: 1,
      },
      {
        table: 'UserSessions',
        index: 'online-users',
        partition: ['onlineChannel', channel],
        filter: ['channelSId', channelSId],
      },
    ],
  },
  {
    question: 'What is live now?',
    note: 'A scan, but of the index alone, which holds only what is live.',
    steps: [{ table: 'ChannelSessions', index: 'live-channels' }],
  },
  {
    question: 'Where was this user?',
    note: 'Newest first.',
    steps: [
      {
        table: 'UserSessions',
        index: 'sessions-by-user',
        partition: ['uid', uid],
        newestFirst: 'firstEventAt',
      },
    ],
  },
  {
    question: 'When was this channel live?',
    note: 'Newest first.',
    steps: [
      {
        table: 'ChannelSessions',
        index: 'sessions-by-channel',
        partition: ['channelName', channel],
        newestFirst: 'firstEventAt',
      },
    ],
  },
  {
    question: 'Where is this channel being pushed to?',
    note: 'Its pushes that are `requested`, `publishing` or `interrupted`.',
    steps: [{ table: 'CdnStreams', index: 'active-streams', partition: ['activeChannel', channel] }],
  },
  {
    question: 'Which streams are active now?',
    note: 'A scan of the index, which holds only these.',
    steps: [{ table: 'CdnStreams', index: 'active-streams' }],
  },
  {
    question: 'Which pushes have failed, and why?',
    note: 'A scan of the whole table, which reads, and bills, every push that is kept. `lastError` holds code, meaning and reason.',
    steps: [{ table: 'CdnStreams', filter: ['status', 'failed'] }],
  },
];

/** Questions that the reports answer, about a subject and a day (UTC). */
export const reportQuestions = (
  { channel, channelSId }: Pick<Subject, 'channel' | 'channelSId'>,
  day: string,
): readonly Question[] => [
  {
    question: 'How many are in this channel now?',
    note: 'The newest life of the name, counted: `onlineUsers`, and by role. A few seconds behind what was told; where its `status` is `ended`, it says of the last life what there was: `peakOnlineUsers`, `userSeconds`, `curve`.',
    steps: [
      {
        table: 'ChannelReports',
        index: 'reports-by-channel',
        partition: ['channelName', channel],
        newestFirst: 'startedAt',
        limit: 1,
      },
    ],
  },
  {
    question: 'What was the busiest channel of a day?',
    note: 'The lives that ended on that day, UTC; the busiest is the one with the greatest `peakOnlineUsers` (most at once) or `userSeconds` (longest in all).',
    steps: [{ table: 'ChannelReports', index: 'reports-by-day', partition: ['endedDay', day] }],
  },
  {
    question: 'Who stayed longest?',
    note: 'All stays of one life of a channel; the longest has the greatest `durationSeconds`. A user who came again has several.',
    steps: [{ table: 'UserSessions', partition: ['channelSId', channelSId] }],
  },
];

const conditionsOf = ({ partition, filter }: Read): readonly Condition[] =>
  [partition, filter].flatMap((condition) => (condition === undefined ? [] : [condition]));

/** Attributes whose names DynamoDB reserves in expressions: they need a placeholder. */
const RESERVED: readonly string[] = ['status'];

const equality = ([attribute]: Condition): string =>
  `${RESERVED.includes(attribute) ? '#' : ''}${attribute} = :${attribute}`;

const namesOf = (read: Read): Record<string, string> =>
  Object.fromEntries(
    conditionsOf(read)
      .filter(([attribute]) => RESERVED.includes(attribute))
      .map(([attribute]) => [`#${attribute}`, attribute]),
  );

const isEmpty = (object: object): boolean => Object.keys(object).length === 0;

const valuesOf = (read: Read) =>
  marshall(Object.fromEntries(conditionsOf(read).map(([attribute, value]) => [`:${attribute}`, value])));

/** A read as the operation and the input of the SDK's command. */
export const sdkInput = (
  read: Read,
  tableName: string,
):
  | { readonly operation: 'Query'; readonly input: QueryCommandInput }
  | { readonly operation: 'Scan'; readonly input: ScanCommandInput } => {
  const { index, partition, filter, newestFirst, limit } = read;
  const input = {
    TableName: tableName,
    ...(index !== undefined && { IndexName: index }),
    ...(filter && { FilterExpression: equality(filter) }),
    ...(!isEmpty(namesOf(read)) && { ExpressionAttributeNames: namesOf(read) }),
    ...(!isEmpty(valuesOf(read)) && { ExpressionAttributeValues: valuesOf(read) }),
    ...(limit !== undefined && { Limit: limit }),
  };
  return partition === undefined
    ? { operation: 'Scan', input }
    : {
        operation: 'Query',
        input: {
          ...input,
          KeyConditionExpression: equality(partition),
          ...(newestFirst !== undefined && { ScanIndexForward: false }),
        },
      };
};

const inShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const jsonOption = (option: string, value: object): string[] =>
  isEmpty(value) ? [] : [`${option} ${inShell(JSON.stringify(value))}`];

/**
 * A read as a command of the AWS CLI, for a POSIX shell.
 *
 * @param tableName - a word of the shell that gives the table's name
 */
export const cliCommand = (read: Read, tableName: string): string => {
  const { index, partition, filter, newestFirst, limit } = read;
  return [
    `aws dynamodb ${partition === undefined ? 'scan' : 'query'} --table-name ${tableName}${index === undefined ? '' : ` --index-name ${index}`}`,
    ...(partition ? [`--key-condition-expression ${inShell(equality(partition))}`] : []),
    ...(filter ? [`--filter-expression ${inShell(equality(filter))}`] : []),
    ...jsonOption('--expression-attribute-names', namesOf(read)),
    ...jsonOption('--expression-attribute-values', valuesOf(read)),
    ...(newestFirst === undefined ? [] : ['--no-scan-index-forward']),
    // The CLI would go on to the next page by itself.
    ...(limit === undefined ? [] : [`--limit ${limit} --no-paginate`]),
  ].join(' \\\n  ');
};

const partiQlString = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A read as a PartiQL statement. Its SELECT knows no limit: that is a setting of the request. */
export const partiQl = (read: Read, tableName: string): string => {
  const { index, newestFirst } = read;
  const conditions = conditionsOf(read).map(
    ([attribute, value]) => `"${attribute}" = ${partiQlString(value)}`,
  );
  return [
    `SELECT * FROM "${tableName}"${index === undefined ? '' : `."${index}"`}`,
    ...(conditions.length > 0 ? [`WHERE ${conditions.join(' AND ')}`] : []),
    ...(newestFirst === undefined ? [] : [`ORDER BY "${newestFirst}" DESC`]),
  ].join('\n');
};
