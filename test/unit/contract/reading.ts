// Bodies read as ingest reads them: through their text, the envelope and the contract.
import { toBusEvent } from '../../../functions/contract/events';
import { parseJson } from '../../../functions/contract/json';
import { type Envelope, readEnvelope } from '../../../functions/contract/notification';

/** @throws Error where it is unusable */
export const envelopeOf = (body: string): Envelope => {
  const reading = readEnvelope(parseJson(body));
  if (!reading.usable) throw new Error(`the envelope is unusable: ${reading.issue.message}`);
  return reading.envelope;
};

/** The event of a body. */
export const eventOf = (body: string) => toBusEvent(envelopeOf(body));
