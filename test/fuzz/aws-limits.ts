// What DynamoDB, EventBridge and SQS refuse, as AWS documents it: the engines on one machine take more than they.
import { marshall } from '@aws-sdk/util-dynamodb';
import type { BusEvent } from '../../functions/contract/events';
import type { TableDefinition } from '../../lib/tables';

const MAX_ITEM_BYTES = 400 * 1024;
const MAX_PARTITION_KEY_BYTES = 2_048;
const MAX_SORT_KEY_BYTES = 1_024;
const MAX_LEVELS = 32;
const MAX_DIGITS = 38;
/** One entry of PutEvents, and one message of SQS, in the regions with the least. */
const MAX_EVENT_BYTES = 262_144;

interface Found {
  bytes: number;
  readonly problems: string[];
}

const addText = (text: string, where: string, found: Found): void => {
  found.bytes += Buffer.byteLength(text);
  if (!text.isWellFormed()) found.problems.push(`${where}: a lone surrogate`);
};

const addNumber = (number: number, where: string, found: Found): void => {
  const magnitude = Math.abs(number);
  if (!Number.isFinite(number) || magnitude >= 1e126 || (magnitude > 0 && magnitude < 1e-130)) {
    found.problems.push(`${where}: ${number} is out of DynamoDB's range`);
  }
  const digits = number.toExponential().replace(/e.*|\D/g, '').length;
  if (digits > MAX_DIGITS) found.problems.push(`${where}: ${digits} digits`);
  found.bytes += Math.ceil(digits / 2) + 2;
};

const addValue = (value: unknown, where: string, level: number, found: Found): void => {
  if (level > MAX_LEVELS) found.problems.push(`${where}: more than ${MAX_LEVELS} levels`);
  else if (typeof value === 'string') addText(value, where, found);
  else if (typeof value === 'number') addNumber(value, where, found);
  else if (typeof value === 'boolean') found.bytes += 1;
  else if (Array.isArray(value)) {
    found.bytes += 3;
    for (const [index, element] of value.entries()) {
      found.bytes += 1;
      addValue(element, `${where}[${index}]`, level + 1, found);
    }
  } else if (typeof value === 'object' && value !== null) {
    found.bytes += 3;
    for (const [name, member] of Object.entries(value)) {
      if (name === '') found.problems.push(`${where}: an attribute without a name`);
      addText(name, where, found);
      found.bytes += 1;
      addValue(member, `${where}.${name}`, level + 1, found);
    }
  } else found.problems.push(`${where}: ${value === null ? 'null' : typeof value} is no attribute of ours`);
};

const keyProblems = (value: unknown, where: string, maxBytes: number): string[] => {
  if (typeof value !== 'string') return [`${where}: a key that is no string`];
  if (value === '') return [`${where}: an empty key`];
  const bytes = Buffer.byteLength(value);
  return bytes > maxBytes ? [`${where}: a key of ${bytes} bytes, at most ${maxBytes} are allowed`] : [];
};

/** Why DynamoDB would not hold an item, of which it has the table's and its indexes' keys; empty where it would. */
export const itemProblems = (item: object, table: TableDefinition): string[] => {
  const found: Found = { bytes: 0, problems: [] };
  addValue(item, 'item', 0, found);
  const { problems } = found;
  if (found.bytes > MAX_ITEM_BYTES) problems.push(`item: ${found.bytes} bytes`);
  const attribute = (name: string): unknown => Reflect.get(item, name);
  problems.push(...keyProblems(attribute(table.partitionKey), table.partitionKey, MAX_PARTITION_KEY_BYTES));
  if (table.sortKey !== undefined) {
    problems.push(...keyProblems(attribute(table.sortKey), table.sortKey, MAX_SORT_KEY_BYTES));
  }
  // An item that lacks a key of an index is not in the index; one that has it must have it right.
  for (const { indexName, partitionKey, sortKey } of table.indexes) {
    const keys = [
      [partitionKey, MAX_PARTITION_KEY_BYTES],
      [sortKey, MAX_SORT_KEY_BYTES],
    ] as const;
    for (const [name, maxBytes] of keys) {
      if (Object.hasOwn(item, name)) {
        problems.push(...keyProblems(attribute(name), `${indexName}: ${name}`, maxBytes));
      }
    }
  }
  try {
    marshall(item, { removeUndefinedValues: true });
  } catch (error) {
    problems.push(
      `item: the SDK does not take it: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return problems;
};

/** What SQS takes in a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const notForSqs = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Why the bus, the archive or a queue would not take an event; empty where they would. */
export const eventProblems = ({ source, detailType, time, detail }: BusEvent): string[] => {
  const problems: string[] = [];
  const bytes =
    (time === undefined ? 0 : 14) +
    [source, detailType, detail].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > MAX_EVENT_BYTES) problems.push(`event: ${bytes} bytes, at most ${MAX_EVENT_BYTES} are taken`);
  if (time !== undefined && !Number.isFinite(time.getTime())) problems.push('event: a time that is none');
  if (!detail.startsWith('{')) problems.push('event: a detail that is no JSON object');
  if (notForSqs.test(detail)) problems.push('event: a character that SQS does not take');
  return problems;
};
