// An execution environment of a function: a process of its own, on Lambda's Node.js, so that a crash is a real one.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { lambdaNode } from '../helpers/lambda-node';

/** How an invocation ended. */
export type Invocation =
  | { readonly kind: 'returned'; readonly result: unknown }
  | { readonly kind: 'threw'; readonly error: string }
  /** The process was killed, or its time was up. */
  | { readonly kind: 'crashed' }
  | { readonly kind: 'timed out' };

interface Reply {
  readonly ready?: true;
  readonly result?: unknown;
  readonly error?: string;
}

/** What an environment is started with. */
export interface FunctionProcessOptions {
  /** URL of the function's bundle. */
  readonly bundle: string;
  readonly env: Readonly<Record<string, string>>;
  /** The function's time-out in milliseconds: then the platform ends the environment. */
  readonly timeoutMs: number;
}

/** One execution environment. */
export class FunctionProcess {
  #output = '';
  #exited = false;
  /** Waited for by each invocation in turn. */
  readonly #exit: Promise<void>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly timeoutMs: number,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
    this.#exit = once(child, 'exit').then(() => {
      this.#exited = true;
    });
  }

  /** Starts one and waits until the function is loaded. */
  static async start({ bundle, env, timeoutMs }: FunctionProcessOptions): Promise<FunctionProcess> {
    const child = fork(resolve(process.cwd(), 'test/faults/function-host.mjs'), [bundle], {
      env: {
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'none',
        AWS_SECRET_ACCESS_KEY: 'none',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        POWERTOOLS_SERVICE_NAME: 'faults',
        POWERTOOLS_METRICS_NAMESPACE: 'faults',
        POWERTOOLS_LOG_LEVEL: 'WARN',
        ...env,
      },
      execPath: await lambdaNode(),
      execArgv: [],
      silent: true,
    });
    const started = new FunctionProcess(child, timeoutMs);
    const reply = await Promise.race([once(child, 'message'), started.#exit]);
    const [first]: Reply[] = reply ?? [];
    if (first?.ready !== true) throw new Error(`The function did not start:\n${started.output}`);
    return started;
  }

  /** Everything that the function has printed. */
  get output(): string {
    return this.#output;
  }

  /** True while it can be invoked. */
  get alive(): boolean {
    return !this.#exited;
  }

  /**
   * Invokes the function.
   *
   * @param clockMs - how far its clock is ahead of the real one
   */
  async invoke(event: unknown, context: object = {}, clockMs = 0): Promise<Invocation> {
    const { child, timeoutMs } = this;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const answered = once(child, 'message').then(
      ([reply]: Reply[]): Invocation =>
        reply?.error === undefined
          ? { kind: 'returned', result: reply?.result }
          : { kind: 'threw', error: reply.error },
    );
    const ended = this.#exit.then((): Invocation => ({ kind: timedOut ? 'timed out' : 'crashed' }));
    child.send({ event, context, timeoutMs, clockMs });
    const invocation = await Promise.race([answered, ended]);
    clearTimeout(timer);
    return invocation;
  }

  /** Ends the process at once, as a crash does, and waits until it is gone. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#exit;
  }
}
