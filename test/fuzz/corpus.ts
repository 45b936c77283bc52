// What the fuzzer starts from: the samples and a generated history, with canaries where secrets are.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Notification } from '../../functions/contract/notification';
import { generateHistory } from '../../lib/simulator/history';

/** In every address of a stream: must never be printed or answered. */
export const STREAM_CANARY = 'canary-of-a-publishing-key';
/** In every payload, in a field that nobody knows: no part of a body may be printed or answered. */
export const BODY_CANARY = 'canary-in-the-body';
/** The signing secrets that are valid together, and one that no longer is. */
export const SECRETS = ['canary-secret-of-today', 'canary-secret-of-yesterday'] as const;
export const RETIRED_SECRET = 'canary-secret-that-is-retired';

/** What mutations start from. */
export interface Corpus {
  /** Generated notifications in the documented form. */
  readonly notifications: readonly Notification[];
  /** The samples' exact bytes. */
  readonly samples: readonly Buffer[];
}

const samplesFolder = resolve(fileURLToPath(new URL('.', import.meta.url)), '../fixtures/samples');

/** A time that stays, so that a seed gives the same requests on every day. */
const NOW = Date.UTC(2026, 0, 1);

const withCanaries = (notification: Notification): Notification => {
  const { payload } = notification;
  Object.assign(payload, { remark: `${BODY_CANARY} ${notification.noticeId}` });
  if ('stream' in payload) payload.stream += `&token=${STREAM_CANARY}`;
  return notification;
};

/** The corpus of a seed. */
export const makeCorpus = (seed: number): Corpus => ({
  notifications: generateHistory({
    seed,
    now: NOW,
    channels: 24,
    users: 8,
    streams: 80,
    contradictions: 0.1,
  }).map(withCanaries),
  samples: readdirSync(samplesFolder)
    .filter((name) => name !== 'signatures.json')
    .sort()
    .map((name) => readFileSync(join(samplesFolder, name))),
});
