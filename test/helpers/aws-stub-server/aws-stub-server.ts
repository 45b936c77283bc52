// The AWS services that the functions call, on this machine: each call may be treated in any bad way.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../../functions/contract/json';
import { type AwsAnswer, type AwsCall, readCall, type Service, serviceOfCall } from './aws-call';
import type { StubServices } from './services';

const services = [...new Set(Object.values(serviceOfCall))];

/** One call that waits for its answer. */
export class Exchange {
  constructor(
    readonly call: AwsCall,
    private readonly stub: StubServices,
    private readonly response: ServerResponse,
  ) {}

  /** Lets the call have its effect, whatever is answered. `input` may differ from what was asked for. */
  perform(input: JsonObject = this.call.input): Promise<AwsAnswer> {
    return this.stub.perform(this.call, input);
  }

  /** Answers. Where the caller is gone, nobody hears it. */
  reply(answer: AwsAnswer): void {
    this.#begin(answer);
    this.response.end(answer.body);
  }

  /** Answers with the headers and half of the body, and then nothing more. */
  replyHalf(answer: AwsAnswer): void {
    this.#begin(answer);
    this.response.write(answer.body.slice(0, answer.body.length / 2));
  }

  /** Goes on with an answer that was begun. */
  replyMore(text: string): void {
    this.response.write(text);
  }

  /** Resets the connection. */
  reset(): void {
    this.response.socket?.resetAndDestroy();
  }

  #begin({ status, headers, body }: AwsAnswer): void {
    this.response.writeHead(status, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
      ...headers,
    });
  }
}

/** How a call is treated: it must perform, reply, both or neither. */
export type Treatment = (exchange: Exchange) => Promise<void> | void;

/** Performs and answers. */
export const passOn: Treatment = async (exchange) => exchange.reply(await exchange.perform());

/** The services, each on a port of its own. */
export class AwsStubServer {
  /** How each call is treated from now on. */
  treat: Treatment = passOn;
  readonly #servers = new Map<Service, Server>();
  readonly #ports = new Map<Service, number>();

  private constructor(
    readonly services: StubServices,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** @param onError - told when a treatment throws, or something else than the functions' calls is asked for */
  static async start(state: StubServices, onError: (error: unknown) => void): Promise<AwsStubServer> {
    const stub = new AwsStubServer(state, onError);
    for (const service of services) await stub.#listen(service, 0);
    return stub;
  }

  /** Where a service is served. */
  url(service: Service): string {
    return `http://127.0.0.1:${this.#ports.get(service)}`;
  }

  /** Ends all connections of a service and takes no new ones. */
  async refuse(service: Service): Promise<void> {
    const server = this.#servers.get(service);
    if (server === undefined) return;
    this.#servers.delete(service);
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  /** Takes connections again, on the same port. */
  async accept(service: Service): Promise<void> {
    if (!this.#servers.has(service)) await this.#listen(service, this.#ports.get(service) ?? 0);
  }

  /** Ends everything. */
  async close(): Promise<void> {
    for (const service of services) await this.refuse(service);
  }

  async #listen(service: Service, port: number): Promise<void> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(this.onError);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.#servers.set(service, server);
    this.#ports.set(service, (server.address() as AddressInfo).port);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    const whole = await Promise.race([
      once(request, 'end').then(() => true),
      once(request, 'close').then(() => false),
    ]);
    // A caller that died while it was asking has asked for nothing.
    if (!whole) return;
    const call = readCall(request.headers, Buffer.concat(chunks).toString());
    await this.treat(new Exchange(call, this.services, response));
  }
}
