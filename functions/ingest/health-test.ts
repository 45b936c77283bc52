// Requests that only ask whether the address is alive.
import { isJsonObject } from '../contract/json';
import type { SignedRequest } from '../shared/signed-request';
import { isUnsigned } from './signature';

/** Why a request is a health test, as the `reason` dimension of the metric says it. */
export const healthTests = ['empty', 'ignored channel'] as const;
export type HealthTest = (typeof healthTests)[number];

/** The name of the channel that a notification's payload is about, whatever the product calls it. */
export const channelNameOf = (payload: unknown): string | undefined => {
  if (!isJsonObject(payload)) return undefined;
  const name = payload.channelName ?? payload.channel ?? payload.cname;
  return typeof name === 'string' ? name : undefined;
};

/**
 * Tells a health test: unsigned, and either empty or about a channel that no table has. The vendor switches the service
 * on only where the address answers, and does not say how it asks; nothing can be lost by answering this.
 *
 * @param readJson - gives the body's JSON; throws where it is none
 */
export const healthTestOf = (
  request: SignedRequest,
  ignoredChannels: readonly string[],
  readJson: (body: Buffer) => unknown,
): HealthTest | undefined => {
  if (!isUnsigned(request)) return undefined;
  if (request.body.length === 0) return 'empty';
  const channel = channelOfBody(request.body, readJson);
  return channel !== undefined && ignoredChannels.includes(channel) ? 'ignored channel' : undefined;
};

const channelOfBody = (body: Buffer, readJson: (body: Buffer) => unknown): string | undefined => {
  try {
    const json = readJson(body);
    return isJsonObject(json) ? channelNameOf(json.payload) : undefined;
  } catch {
    // What cannot be read is about no channel; whether that matters is for the checks that follow to say.
    return undefined;
  }
};
