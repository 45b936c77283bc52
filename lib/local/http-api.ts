// The HTTP API on one machine: makes the events that API Gateway's HTTP API makes, and answers as it does.
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { DEFAULT_ROUTE } from '../../functions/ingest/routes';

/** The function behind the routes. */
export type HttpHandler = (
  event: APIGatewayProxyEventV2,
  context: { readonly awsRequestId: string },
) => Promise<APIGatewayProxyStructuredResultV2>;

/** What {@link createHttpApi} needs. */
export interface HttpApiOptions {
  /** The path that there are routes for. */
  readonly path: string;
  /** Methods of the path: a route each. */
  readonly methods: readonly string[];
  /** Answers all routes, and the default one, which everything else comes by. */
  readonly handler: HttpHandler;
  /**
   * Most bytes of a body that are read. A longer body is cut off there and handed on, so it must be above what
   * the handler takes.
   */
  readonly bodyCapBytes: number;
  /** Told of what should never happen: the handler threw. */
  readonly onFault: (error: unknown) => void;
}

/** How long the sender of a body that was cut off may take to read the answer, in milliseconds. */
const LINGER_MS = 1_000;

/**
 * Makes the server, not listening yet. On closing it stops taking connections, answers what it has begun and
 * tells kept connections to end.
 */
export const createHttpApi = ({ path, methods, handler, bodyCapBytes, onFault }: HttpApiOptions): Server => {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 60_000 });

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method ?? '';
    const [rawPath = '', ...query] = (request.url ?? '').split('?');
    const { body, whole } = await readBody(request, bodyCapBytes);
    if (!whole) endConnection(request, response);
    const requestId = randomUUID();
    const routeKey = rawPath === path && methods.includes(method) ? `${method} ${path}` : DEFAULT_ROUTE;
    const result = await handler(
      toEvent({ request, method, routeKey, rawPath, rawQueryString: query.join('?'), body, requestId }),
      { awsRequestId: requestId },
    );
    send(response, result, server.listening);
  };

  server.on('request', (request, response) => {
    respond(request, response).catch((error: unknown) => {
      // A sender that went away gets no answer; there is nobody to tell.
      if (request.destroyed && !request.complete) return;
      onFault(error);
      send(response, { statusCode: 500, body: JSON.stringify({ message: 'Internal Server Error' }) }, false);
    });
  });
  server.on('clientError', refuseUnreadable);
  return server;
};

/** Reads a body up to a bound, so that an endless one takes neither memory nor time. */
const readBody = (
  request: IncomingMessage,
  capBytes: number,
): Promise<{ readonly body: Buffer; readonly whole: boolean }> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (whole: boolean) => {
      request.off('data', take);
      resolve({ body: Buffer.concat(chunks).subarray(0, capBytes), whole });
    };
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > capBytes) end(false);
    };
    request.on('data', take);
    request.once('end', () => end(true));
    request.once('error', reject);
    request.once('close', () => reject(new Error('the sender went away')));
  });

/** After a body that was cut off the connection is of no more use; the sender may read the answer first. */
const endConnection = (request: IncomingMessage, response: ServerResponse): void => {
  response.setHeader('connection', 'close');
  request.resume();
  response.once('finish', () => {
    setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  });
};

const send = (
  response: ServerResponse,
  { statusCode = 200, headers = {}, body = '' }: APIGatewayProxyStructuredResultV2,
  keepAlive: boolean,
): void => {
  if (!keepAlive) response.setHeader('connection', 'close');
  response.writeHead(statusCode, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
};

/** What is no HTTP request gets the status that Node.js would give, and a body of JSON. */
const refuseUnreadable = (error: Error & { code?: string }, socket: Socket): void => {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, message] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431', 'Request Header Fields Too Large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408', 'Request Timeout']
        : ['400', 'Bad Request'];
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${status} ${message}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\n\r\n${body}`,
  );
};

interface EventParts {
  readonly request: IncomingMessage;
  readonly method: string;
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly body: Buffer;
  readonly requestId: string;
}

/**
 * An event in API Gateway's payload format 2.0: names of headers in lower case, repeated ones joined by a
 * comma, cookies apart, and a body in Base64 unless it is text.
 */
const toEvent = ({
  request,
  method,
  routeKey,
  rawPath,
  rawQueryString,
  body,
  requestId,
}: EventParts): APIGatewayProxyEventV2 => {
  const { cookie, ...distinct } = request.headersDistinct;
  const headers = Object.fromEntries(
    Object.entries(distinct).map(([name, values]) => [name, values?.join(',')]),
  );
  const isText = isTextType(headers['content-type']) && isUtf8(body);
  const now = new Date();
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.flatMap((value) => value.split('; ')) }),
    headers,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
};

const isTextType = (contentType = ''): boolean =>
  /^(text\/|application\/(json|xml|javascript)\b)/i.test(contentType);
