// The console's server: its pages, and the API that they are made of. It answers this machine only, and reads only.
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { apiRoutes } from './api';
import type { Assets } from './assets';
import { failureStatus } from './failure-codes';
import { ConsoleFailure, failureOf } from './failures';
import type { Source } from './source';

/** What the console works with. */
export interface ConsoleOptions {
  /** Finds what to read. Asked again after it failed, so that a sign-in needs no new start. */
  readonly source: () => Promise<Source>;
  readonly assets: () => Promise<Assets>;
  /** Told of errors that nobody foresaw. */
  readonly onFault: (error: unknown) => void;
}

/** The only script and style are our own files, the only requests those to the API; nothing frames a page. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
} as const;

const withHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
};

/** A name that is ours only: a page elsewhere whose name was made to point here sends its own. */
const HOST = /^(localhost|127\.0\.0\.1)(:\d{1,5})?$/i;

const guard: MiddlewareHandler = async (context, next) => {
  if (!HOST.test(context.req.header('Host') ?? '')) {
    throw new ConsoleFailure(
      'forbidden',
      'This console answers to localhost and 127.0.0.1 only: use one of these names in the address.',
    );
  }
  if (context.req.method !== 'GET' && context.req.method !== 'HEAD') {
    throw new ConsoleFailure('method', 'This console only reads: use GET.');
  }
  const site = context.req.header('Sec-Fetch-Site') ?? 'none';
  if (context.req.path.startsWith('/api/') && site !== 'same-origin' && site !== 'none') {
    throw new ConsoleFailure('forbidden', 'Another page asked: only the pages of this console may.');
  }
  await next();
};

/** The console as an HTTP server that listens nowhere yet. */
export const createConsole = ({ source, assets, onFault }: ConsoleOptions): Server => {
  const app = new Hono();
  app.use(withHeaders, guard);
  app.route('/api', apiRoutes(source));
  app.get('/assets/:file', async (context) => {
    const asset = (await assets()).get(context.req.param('file'));
    if (asset === undefined) throw new ConsoleFailure('not-found', 'There is no such file.');
    return context.body(asset.text, 200, { 'Content-Type': asset.type });
  });
  app.get('*', async (context) => context.html((await assets()).get('index.html')?.text ?? ''));
  app.onError((error, context) => {
    const failure = failureOf(error);
    if (failure.code === 'fault') onFault(error);
    const status: ContentfulStatusCode = failureStatus[failure.code];
    const answer = context.json({ error: { code: failure.code, message: failure.message } }, status);
    if (failure.code === 'method') answer.headers.set('Allow', 'GET, HEAD');
    return answer;
  });
  return createServer(getRequestListener(app.fetch));
};
