// The generated pages say everything that they are to say.
import { cdnCodes } from '../../../functions/contract/cdn';
import { leaveReasons, platforms } from '../../../functions/contract/rtc';
import { type TableDefinition, tableDefinitions } from '../../../lib/tables';
import { fieldsOf } from '../../../tools/docs/event-tables';
import { generatedFiles } from '../../../tools/docs/generated-files';
import { questions, reportQuestions } from '../../../tools/docs/questions';
import { documentedTypes } from '../../helpers/documented-types';

const page = (name: string): string => generatedFiles().get(`docs/${name}`) ?? '';
const rowsOf = (text: string): string[][] =>
  [...text.matchAll(/^\| (.*) \|$/gm)].map(([, row = '']) => row.split(' | '));

describe('events.md', () => {
  const rows = rowsOf(page('events.md'));

  it.each(documentedTypes.map((type) => [type.eventName, type] as const))(
    'lists %s with its number and every field',
    (_, type) => {
      const [row] = rows.filter(([name, number]) => name === `\`${type.eventName}\`` && number !== undefined);
      expect(row?.[1]).toBe(String(type.eventType));
      const fields = Object.entries(type.fields).map(
        ([name, { optional }]) => `\`${name}\`${optional ? '?' : ''}`,
      );
      expect(row?.[3]?.split(', ').sort()).toEqual(fields.sort());
      for (const name of Object.keys(type.fields)) {
        const described = rows.filter(([field]) => field === `\`${name}\``);
        expect(described.length).toBeGreaterThan(0);
        for (const [, kind = '', meaning = ''] of described) expect(kind && meaning).not.toBe('');
      }
    },
  );

  it('lists every code with its meaning', () => {
    for (const codes of [platforms, leaveReasons, cdnCodes]) {
      for (const [number, meaning] of Object.entries(codes)) expect(rows).toContainEqual([number, meaning]);
    }
  });

  it('opens with what a consumer must know', () => {
    const [opening = ''] = page('events.md').split('## Match them');
    for (const words of [
      'At least once',
      'no order',
      '`detail.noticeId`',
      '`replay-name`',
      'is not in the tables',
    ])
      expect(opening).toContain(words);
  });

  it('cannot show two meanings of one field in one table', () => {
    const field = (description: string) => ({ properties: { a: { type: 'string' as const, description } } });
    expect(() => fieldsOf([field('one'), field('two')])).toThrow('a differs');
  });
});

describe('tables.md', () => {
  const text = page('tables.md');
  const subject = { channel: 'show68', channelSId: 'c', uid: 'u' };
  const asked = [...questions(subject), ...reportQuestions(subject, '2022-11-22')];

  it('says which items an index leaves out, by either key', () => {
    const holds = (index: string) => rowsOf(text).find(([cell]) => cell === `\`${index}\``)?.[3];
    expect(holds('sessions-by-channel')).toBe('every item');
    expect(holds('live-channels')).toBe('items with `liveChannel`');
    // A life of which only the end is known has no start.
    expect(holds('reports-by-channel')).toBe('items with `startedAt`');
  });

  it('lists every key and index attribute of each table, and says when an attribute may be absent', () => {
    for (const [name, { indexes }] of Object.entries(tableDefinitions)) {
      const [, section = ''] = text.split(`## ${name}\n`);
      const rows = rowsOf(section.split('\n## ')[0] ?? '');
      for (const { indexName, partitionKey, sortKey, question } of indexes) {
        expect(rows.find(([cell]) => cell === `\`${indexName}\``)).toEqual([
          `\`${indexName}\``,
          `\`${partitionKey}\``,
          `\`${sortKey}\``,
          expect.any(String),
          question,
        ]);
        expect(rows.map(([cell]) => cell)).toEqual(
          expect.arrayContaining([`\`${partitionKey}\``, `\`${sortKey}\``]),
        );
      }
      for (const [attribute = '', , always, meaning = ''] of rows.filter(([, , cell]) => cell === 'no')) {
        // Fields that come and go with another say so there.
        expect({ attribute, always, meaning }).toEqual({
          attribute,
          always: 'no',
          meaning: expect.stringMatching(/absent|left out|same notification/),
        });
      }
    }
  });

  it('asks every index', () => {
    const indexes = Object.values<TableDefinition>(tableDefinitions).flatMap(({ indexes: all }) =>
      // What is due is for the functions alone.
      all.flatMap(({ indexName }) => (indexName === 'due-checks' ? [] : indexName)),
    );
    const read = new Set<string | undefined>(asked.flatMap(({ steps }) => steps.map(({ index }) => index)));
    for (const index of indexes) expect(read).toContain(index);
  });

  it('has a command and a statement for every step of every question', () => {
    const steps = asked.flatMap((question) => question.steps);
    expect(text.match(/^aws dynamodb (query|scan) /gm)).toHaveLength(steps.length);
    expect(text.match(/^SELECT /gm)).toHaveLength(steps.length);
    for (const { question } of asked) expect(text).toContain(`### ${question}\n`);
  });
});
