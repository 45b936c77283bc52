// A push without its publishing key: the only form in which one leaves the console's server.
import { maskAddress, maskTextBeside } from '../operations/masking';
import type { PushItem } from './items';

/** Masks the key in the address, and where the free text of the last error repeats it. */
export const maskedPush = (push: PushItem): PushItem => {
  const { stream, lastError } = push;
  const masked = { ...push, stream: maskAddress(stream) };
  if (lastError?.reason === undefined) return masked;
  return { ...masked, lastError: { ...lastError, reason: maskTextBeside(stream, lastError.reason) } };
};
