// The values of options: each reader takes the text that was typed, and says what is allowed where it is not.
import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Refuses a value; commander names the option and the value before this. */
export const refuse = (allowed: string): never => {
  throw new InvalidArgumentError(`It must be ${allowed}.`);
};

const numberReader =
  (form: RegExp, kind: string) =>
  (least: number, greatest: number) =>
  (text: string): number => {
    const value = Number(text);
    if (form.test(text) && value >= least && value <= greatest) return value;
    return refuse(`${kind} from ${least} to ${greatest}`);
  };

/** Reads a whole number between bounds. */
export const wholeNumber = numberReader(/^\d+$/, 'a whole number');

/** Reads a number between bounds. */
export const decimalNumber = numberReader(/^(\d+\.?\d*|\.\d+)$/, 'a number');

/** Reads the name of a CloudFormation stack. */
export const stackName = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(text)
    ? text
    : refuse("a stack's name: a letter, then up to 127 letters, digits and hyphens");

/** Reads the address of an endpoint. */
export const httpUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')
    ? url
    : refuse('an http or https address, such as http://localhost:3000/notifications');
};

/** A date alone is midnight UTC; a time of day needs its zone, since a guessed one would mean other hours. */
const ISO_TIME = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Reads a time. */
export const isoTime = (text: string): Date => {
  const [, year, month, day] = ISO_TIME.exec(text) ?? [];
  const time = new Date(text);
  // JavaScript takes 30 February for 2 March.
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  return isDay && !Number.isNaN(time.getTime())
    ? time
    : refuse('a time in ISO 8601 with its zone, such as 2026-05-01T12:00:00Z, or a date, such as 2026-05-01');
};
