// The tables: keys and indexes as plain data, used by the stack, the embedded stack and the docs.
// Changing a key or an index name here would replace the table on deployment, with its contents.

/** The attribute that DynamoDB deletes an item by (TTL), in every table. */
export const TIME_TO_LIVE_ATTRIBUTE = 'expiresAt';

/** An index. Its keys are strings and it projects all attributes, where nothing else is said. */
export interface IndexDefinition {
  readonly indexName: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly sortKeyType?: 'number';
  /** The index holds keys alone. */
  readonly keysOnly?: true;
  /** The question that the index answers. */
  readonly question: string;
}

/** A table. All keys are strings. */
export interface TableDefinition {
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly indexes: readonly IndexDefinition[];
  /** Every change of an item goes into the table's stream, with the item before and after it. */
  readonly hasStream?: true;
}

/** The tables by name. */
export const tableDefinitions = {
  ChannelSessions: {
    partitionKey: 'channelSId',
    hasStream: true,
    indexes: [
      {
        indexName: 'live-channels',
        partitionKey: 'liveChannel',
        sortKey: 'firstEventAt',
        question: 'what is live now',
      },
      {
        indexName: 'sessions-by-channel',
        partitionKey: 'channelName',
        sortKey: 'firstEventAt',
        question: "a channel's history",
      },
    ],
  },
  UserSessions: {
    partitionKey: 'channelSId',
    sortKey: 'uSId',
    hasStream: true,
    indexes: [
      {
        indexName: 'online-users',
        partitionKey: 'onlineChannel',
        sortKey: 'firstEventAt',
        question: 'who is in a channel now',
      },
      {
        indexName: 'sessions-by-user',
        partitionKey: 'uid',
        sortKey: 'firstEventAt',
        question: "a user's history",
      },
    ],
  },
  CdnStreams: {
    partitionKey: 'channel',
    sortKey: 'stream',
    hasStream: true,
    indexes: [
      {
        indexName: 'active-streams',
        partitionKey: 'activeChannel',
        sortKey: 'stream',
        question: "a channel's streams that are active now",
      },
    ],
  },
  ChannelReports: {
    partitionKey: 'channelSId',
    indexes: [
      {
        indexName: 'reports-by-channel',
        partitionKey: 'channelName',
        sortKey: 'startedAt',
        question: "a channel's lives, counted",
      },
      {
        indexName: 'reports-by-day',
        partitionKey: 'endedDay',
        sortKey: 'endedAt',
        question: 'which lives ended on a day',
      },
      {
        indexName: 'due-checks',
        partitionKey: 'checkChannelSId',
        sortKey: 'checkAt',
        sortKeyType: 'number',
        keysOnly: true,
        question: 'what is to be judged again, and when',
      },
    ],
  },
} as const satisfies Readonly<Record<string, TableDefinition>>;

/** The name of a table. */
export type TableName = keyof typeof tableDefinitions;

/** The names of all tables. */
export const tableNames = Object.keys(tableDefinitions) as TableName[];

/** The names of the tables whose changes go into a stream. */
export const streamedTables = tableNames.filter(
  (name) => (tableDefinitions[name] satisfies TableDefinition as TableDefinition).hasStream === true,
);
