// What an answer, a log line and everything else that is printed must be like, for one request.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isJsonObject } from '../../functions/contract/json';
import { BODY_CANARY, RETIRED_SECRET, SECRETS, STREAM_CANARY } from './corpus';
import { jsonOf, statusOf, type Verdict } from './expected-answer';
import type { FuzzRequest } from './fuzz-request';
import { Violation } from './violation';

/** Bytes printed for one request: one line of metrics. */
const MAX_PRINTED_BYTES = 4_096;

const jsonObjectOf = (text: string): Readonly<Record<string, unknown>> | undefined => {
  const json = jsonOf(Buffer.from(text));
  return isJsonObject(json) ? json : undefined;
};

/** What API Gateway would pass on, and whether it is the answer to this verdict. */
export const checkAnswer = (
  request: FuzzRequest,
  verdict: Verdict,
  { statusCode, headers, body = '' }: APIGatewayProxyStructuredResultV2,
): void => {
  const violation = (detail: string) =>
    new Violation('answer', `${detail}: ${statusCode} ${body} to a request that is ${verdict}`, [request]);
  if (statusCode !== statusOf[verdict]) throw violation(`expected ${statusOf[verdict]}`);
  if (headers?.['content-type'] !== 'application/json') throw violation('the answer is not marked as JSON');
  const answer = jsonObjectOf(body);
  const status = { alive: 'ok', 'health test': 'ok', accepted: 'accepted' }[verdict as string] ?? 'refused';
  if (answer?.status !== status) throw violation(`expected the status ${status}`);
  if (verdict === 'accepted' && typeof answer.noticeId !== 'string')
    throw violation('expected the notice id');
};

/** One line of JSON for a request that is counted, and nothing in it or in the answer that is secret. */
export const checkOutput = (request: FuzzRequest, verdict: Verdict, output: string, answer: string): void => {
  const lines = output.split('\n').filter((line) => line !== '');
  const shown = output.slice(0, 500);
  if (lines.length !== (verdict === 'alive' ? 0 : 1)) {
    throw new Violation('output', `${lines.length} lines for one request: ${shown}`, [request]);
  }
  if (lines.some((line) => jsonObjectOf(line) === undefined)) {
    throw new Violation('output', `a line that is no JSON: ${shown}`, [request]);
  }
  if (output.length > MAX_PRINTED_BYTES) {
    throw new Violation('output', `${output.length} characters for one request: ${shown}`, [request]);
  }
  checkSecrecy(output, [request]);
  checkSecrecy(answer, [request]);
};

/** What a request names its notification and its channel: these are printed and answered, whatever they are. */
const namesIn = ({ bytes }: FuzzRequest): string => {
  const json = jsonOf(bytes);
  if (!isJsonObject(json)) return '';
  const payload = isJsonObject(json.payload) ? json.payload : {};
  return JSON.stringify([json.noticeId, json.noticeID, payload.channelName, payload.channel]);
};

/** No canary in a text, except where a request names its notification or its channel so. */
export const checkSecrecy = (text: string, requests: readonly FuzzRequest[]): void => {
  for (const canary of [...SECRETS, RETIRED_SECRET, STREAM_CANARY, BODY_CANARY]) {
    if (!text.includes(canary)) continue;
    if (requests.some((request) => namesIn(request).includes(canary))) continue;
    throw new Violation('leak', `${canary} in: ${text.slice(0, 1_000)}`, requests);
  }
};
