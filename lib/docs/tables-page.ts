// docs/tables.md: the three tables and the questions that they answer, written from their definitions.
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { cdnStreamSchema } from '../../functions/cdn-streams/cdn-stream';
import { channelSessionSchema } from '../../functions/rtc-sessions/channel-session';
import { userSessionSchema } from '../../functions/rtc-sessions/user-session';
import { type TableDefinition, type TableName, TIME_TO_LIVE_ATTRIBUTE, tableDefinitions } from '../tables';
import { propertiesOf, requiredOf } from './event-schemas';
import { code, generatedFrom, table } from './markdown';
import { cliForm, outputOf, partiQlForm, questions } from './questions';

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
};

const dynamoDbTypes = { string: 'S', number: 'N', boolean: 'BOOL', object: 'M' } as const;

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
    indexes.map(({ indexName, partitionKey, sortKey, question }) => [
      `\`${indexName}\``,
      `\`${partitionKey}\``,
      `\`${sortKey}\``,
      requiredOf(schema).includes(partitionKey) ? 'every item' : `items with \`${partitionKey}\``,
      question,
    ]),
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

const questionSections = (): string =>
  questions
    .map(
      (question) => `### ${question.question}

${question.note}

${code('sh', cliForm(question))}

${code('sql', partiQlForm(question))}`,
    )
    .join('\n\n');

const outputNames = (): string =>
  Object.keys(descriptions)
    .flatMap((name) => (name in tableDefinitions ? [`\`${name}Table\``] : []))
    .join(', ');

/** The page. */
export const tablesPage = (): string => `${generatedFrom('lib/tables.ts and the schemas of the items')}

# Tables

Three tables, each item the sum of every notification about one thing, whatever the order they came in and however often. How that holds: [architecture.md](architecture.md).

- The stack's outputs ${outputNames()} name them.
- Times are ISO 8601 UTC with milliseconds, so that the order of the strings is the order of the times.
- Items go by themselves: \`${TIME_TO_LIVE_ATTRIBUTE}\` is \`retentionDays\` after the end, or \`openRetentionDays\` after the last event where no end came. DynamoDB deletes them within days of that time; until then a query still finds them.
- An index lags behind its table, usually by less than a second.
- Read them; the functions alone may write them.

${Object.entries(descriptions).map(tableSection).join('\n\n')}

## Questions

The commands take the tables' names from this function, once per shell:

${code(
  'sh',
  `output() { aws cloudformation describe-stacks --stack-name AnyrtcNotifications \\
  --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text; }`,
)}

For \`npm start\`: \`output() { echo "\${1%Table}"; }\`, and \`export AWS_ENDPOINT_URL=http://localhost:8000 AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local\`. It knows no PartiQL.

The PartiQL below is for the console (DynamoDB → PartiQL editor): put the table's name in the place of ${Object.keys(
  descriptions,
)
  .flatMap((name) => questions.flatMap(({ reads }) => reads.filter((read) => read.table === name)))
  .slice(0, 1)
  .map(({ table: name }) => `\`${outputOf(name)}\``)
  .join('')} and the like. \`show68\` and \`52781\` are the channel and the user to ask about.

${questionSections()}
`;
