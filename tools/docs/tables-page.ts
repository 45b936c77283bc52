// docs/tables.md: the tables and the questions that they answer, written from their definitions.
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { cdnStreamSchema } from '../../functions/cdn-streams/cdn-stream';
import { channelReportSchema } from '../../functions/channel-reports/report-item';
import { channelSessionSchema } from '../../functions/rtc-sessions/channel-session';
import { userSessionSchema } from '../../functions/rtc-sessions/user-session';
import { propertiesOf, requiredOf } from '../../lib/event-schemas';
import {
  type TableDefinition,
  type TableName,
  TIME_TO_LIVE_ATTRIBUTE,
  tableDefinitions,
} from '../../lib/tables';
import { code, generatedFrom, table } from './markdown';
import { cliCommand, partiQl, questions, reportQuestions, type Subject } from './questions';

interface TableDescription {
  /** What one item is. */
  readonly item: string;
  readonly schema: v.GenericSchema;
}

const descriptions: Readonly<Record<TableName, TableDescription>> = {
  ChannelSessions: { item: 'one life of a channel, from create to destroy', schema: channelSessionSchema },
  UserSessions: {
    item: 'one stay of one user in one channel, from join to leave',
    schema: userSessionSchema,
  },
  CdnStreams: { item: 'one push of one channel to one address', schema: cdnStreamSchema },
  ChannelReports: { item: 'one life of a channel, counted', schema: channelReportSchema },
};

const dynamoDbTypes = { string: 'S', number: 'N', boolean: 'BOOL', object: 'M', array: 'L' } as const;

const typeText = ({ type, format, enum: values }: JsonSchema): string => {
  if (values !== undefined) return `S: ${values.map((value) => `\`${String(value)}\``).join(' ')}`;
  if (format === 'date-time') return 'S, time';
  for (const [name, text] of Object.entries(dynamoDbTypes)) if (type === name) return text;
  throw new TypeError(`an attribute of a type that no item has: ${String(type)}`);
};

const attributeTable = (schema: JsonSchema): string => {
  const required = requiredOf(schema);
  return table(
    ['attribute', 'type', 'always there', 'meaning'],
    Object.entries(propertiesOf(schema)).map(([name, property]) => [
      `\`${name}\``,
      typeText(property),
      required.includes(name) ? 'yes' : 'no',
      property.description ?? '',
    ]),
  );
};

const keyText = (keys: readonly (string | undefined)[]): string =>
  keys.flatMap((key) => (key === undefined ? [] : [`\`${key}\``])).join(', ');

const indexTable = ({ indexes }: TableDefinition, schema: JsonSchema): string =>
  table(
    ['index', 'partition key', 'sort key', 'holds', 'answers'],
    indexes.map(({ indexName, partitionKey, sortKey, question, keysOnly }) => {
      // An item without one of the keys is not in the index.
      const missing = [partitionKey, sortKey].find((key) => !requiredOf(schema).includes(key));
      return [
        `\`${indexName}\``,
        `\`${partitionKey}\``,
        `\`${sortKey}\``,
        (missing === undefined ? 'every item' : `items with \`${missing}\``) +
          (keysOnly ? ', keys alone' : ''),
        question,
      ];
    }),
  );

const tableSection = ([name, { item, schema }]: [string, TableDescription]): string => {
  const definition = Object.entries<TableDefinition>(tableDefinitions).find(([key]) => key === name)?.[1];
  if (definition === undefined) throw new Error(`there is no table ${name}`);
  const json = toJsonSchema(schema);
  return `## ${name}

One item is ${item}. Key: ${keyText([definition.partitionKey, definition.sortKey])}.

${attributeTable(json)}

${indexTable(definition, json)}`;
};

/** Whom the examples ask about: the samples' channel and user. */
const subject: Subject = { channel: 'show68', channelSId: '6383f0a1b7e4', uid: '52781' };

const SAMPLE_DAY = '2022-11-22';

/** The stack's output that names a table. */
const outputOf = (name: string): string => `${name}Table`;

/** The shell function that gives an output of the stack. */
export const OUTPUT_FUNCTION = `output() { aws cloudformation describe-stacks --stack-name "\${STACK:-AnyrtcNotifications}" \\
  --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text; }`;

/** The word of the shell that gives a table's name. */
export const tableWord = (name: TableName): string => `"$(output ${outputOf(name)})"`;

const questionSections = (): string =>
  [...questions(subject), ...reportQuestions(subject, SAMPLE_DAY)]
    .map(({ question, note, steps }) =>
      [
        `### ${question}`,
        note,
        ...steps.map((step) => code('sh', cliCommand(step, tableWord(step.table)))),
        ...steps.map((step) => code('sql', partiQl(step, outputOf(step.table)))),
      ].join('\n\n'),
    )
    .join('\n\n');

const outputNames = (): string =>
  Object.keys(descriptions)
    .map((name) => `\`${outputOf(name)}\``)
    .join(', ');

/** The page. */
export const tablesPage = (): string => `${generatedFrom('lib/tables.ts and the schemas of the items')}

# Tables

Each item of the first three tables is the sum of every notification about one thing, whatever the order they came in and however often; \`ChannelReports\` holds what follows from these. How that holds: [architecture.md](architecture.md).

- The stack's outputs ${outputNames()} name them.
- Times are ISO 8601 UTC with milliseconds, so that the order of the strings is the order of the times.
- Items go by themselves: \`${TIME_TO_LIVE_ATTRIBUTE}\` is \`retentionDays\` after the end, or \`openRetentionDays\` after the last event where no end came. DynamoDB deletes them within days of that time; until then a query still finds them. What is older than \`openRetentionDays\` when it comes is on the bus and in no table (metric \`Expired\`): DynamoDB would never remove it.
- An index lags behind its table, usually by less than a second.
- Read them; the functions alone may write them.

${Object.entries(descriptions).map(tableSection).join('\n\n')}

## Questions

The commands take the tables' names from this function, once per shell:

${code('sh', OUTPUT_FUNCTION)}

For \`npm start\`, which knows no PartiQL:

${code(
  'sh',
  `output() { echo "\${1%Table}"; }
export AWS_ENDPOINT_URL=http://localhost:8000 AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 \\
  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
)}

For a few columns instead of whole items, add for example \`--output text --query 'Items[].[uid.S,role.S,joinedAt.S]'\`. PartiQL is for the console: DynamoDB → PartiQL editor, with the table's own name in place of its output's. \`${subject.channel}\`, \`${subject.channelSId}\` and \`${subject.uid}\` stand for your channel, channel session and user. Answers about pushes show \`stream\`, which carries the publishing key.

${questionSections()}
`;
