// The console's API: one route for each question.
import { Hono } from 'hono';
import * as v from 'valibot';
import { type SourceAnswer, stayOrder } from './answers';
import { ConsoleFailure } from './failures';
import { LiveQuestions } from './live-questions';
import { onceItSucceeds } from './once-it-succeeds';
import { Questions } from './questions';
import { Reader } from './reader';
import type { Source } from './source';

interface Asked {
  readonly name: SourceAnswer;
  readonly live: LiveQuestions;
  readonly questions: Questions;
}

const order = v.optional(stayOrder);

/**
 * Every route. A name or an id is percent-encoded in the path, or stands in the query's `name`: the one way for `.` and `..`,
 * which a path cannot hold.
 */
export const apiRoutes = (source: () => Promise<Source>): Hono => {
  const asked = onceItSucceeds(async (): Promise<Asked> => {
    const { name, dynamoDb, tables, depths } = await source();
    const reader = new Reader(dynamoDb, tables);
    return { name, live: new LiveQuestions(reader, depths), questions: new Questions(reader) };
  });
  const api = new Hono();
  api.get('/source', async ({ json }) => json((await asked()).name));
  api.get('/live', async ({ json }) => json(await (await asked()).live.answer()));
  api.get('/channels/:name?', async ({ req, json }) =>
    json(await (await asked()).questions.channel(nameIn(req), req.query('page'))),
  );
  api.get('/sessions/:name?', async ({ req, json }) => {
    const sort = v.safeParse(order, req.query('sort'));
    if (!sort.success) {
      throw new ConsoleFailure('bad-request', 'sort: give join, length, user or key, or leave it out.');
    }
    return json(await (await asked()).questions.session(nameIn(req), req.query('page'), sort.output));
  });
  api.get('/curves/:name?', async ({ req, json }) =>
    json(await (await asked()).questions.curve(nameIn(req))),
  );
  api.get('/users/:name?', async ({ req, json }) =>
    json(await (await asked()).questions.user(nameIn(req), req.query('page'))),
  );
  // In a header, since the text may be an address with its publishing key, and addresses get written down.
  api.get('/find', async ({ req, json }) =>
    json(await (await asked()).questions.find(decoded(req.header('X-Find') ?? ''))),
  );
  api.all('*', () => {
    throw new ConsoleFailure('not-found', 'There is no such question: docs/console.md lists them.');
  });
  return api;
};

interface NamedRequest {
  readonly url: string;
  query(name: string): string | undefined;
}

/** The name in the last piece of the path, which may hold any character, or in the query. */
const nameIn = (request: NamedRequest): string => {
  const { pathname } = new URL(request.url);
  const name = decoded(pathname.split('/')[3] ?? '') || (request.query('name') ?? '');
  // DynamoDB has no empty key and none that is longer.
  if (name === '' || Buffer.byteLength(name) > 2048) {
    throw new ConsoleFailure('bad-request', 'Name one: percent-encoded in the path, at most 2,048 bytes.');
  }
  return name;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new ConsoleFailure('bad-request', 'The name is not percent-encoded UTF-8.', { cause: error });
  }
};
