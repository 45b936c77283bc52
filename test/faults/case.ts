// One case: a fault that strikes a call at one place.
import type { AwsCall, CallName } from '../helpers/aws-stub-server/aws-call';
import { tableOf } from '../helpers/aws-stub-server/aws-call';
import { type Exchange, passOn, type Treatment } from '../helpers/aws-stub-server/aws-stub-server';
import type { Fault, Surroundings } from './faults';
import type { Point } from './points';

/** How a case ended. */
export interface CaseResult {
  readonly fault: Fault;
  readonly point: Point;
  /** What was seen, in few words. */
  readonly outcome: string;
  /** What must not be. */
  readonly problems: readonly string[];
}

/** Where a case's fault strikes. */
export interface Target {
  readonly call: CallName;
  /** The table's name in this case. */
  readonly table?: string;
  readonly nth: number;
}

const isRetry = ({ headers }: AwsCall): boolean =>
  !String(headers['amz-sdk-request']).startsWith('attempt=1;');

/** Strikes the calls of one invocation as the fault says. */
export class Striker {
  #seen = 0;
  #over = false;
  /** How many attempts were struck. */
  struck = 0;

  constructor(
    private readonly fault: Fault,
    private readonly target: Target,
    private readonly surroundings: Surroundings,
    private readonly otherwise: Treatment = passOn,
  ) {}

  /** The treatment of every call while the invocation runs. */
  readonly treat: Treatment = async (exchange: Exchange) => {
    if (!this.#strikes(exchange.call)) return this.otherwise(exchange);
    this.struck++;
    await this.fault.strike(exchange, this.surroundings);
  };

  #strikes(call: AwsCall): boolean {
    const { target, fault } = this;
    if (this.#over || call.name !== target.call || tableOf(call) !== target.table) return false;
    if (this.struck > 0) return fault.lasting;
    if (isRetry(call)) return false;
    return this.#seen++ === target.nth;
  }

  /** From now on everything passes. */
  end(): void {
    this.#over = true;
  }
}
