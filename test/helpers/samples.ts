// The signed samples: the exact bytes of a request's body, with what its signature must be.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject } from '../../functions/contract/json';

/** One signed sample. */
export interface Sample {
  readonly name: string;
  readonly body: Buffer;
  /** Hex HMAC-SHA1 of the body. */
  readonly sha1: string;
  /** Hex HMAC-SHA256 of the body. */
  readonly sha256: string;
}

const folder = join(process.cwd(), 'test/fixtures/samples');

const signatureFile: {
  readonly secret: string;
  readonly signatures: Readonly<Record<string, { readonly sha1: string; readonly sha256: string }>>;
} = JSON.parse(readFileSync(join(folder, 'signatures.json'), 'utf8'));

/** The secret that the samples are signed with. */
export const sampleSecret = signatureFile.secret;

/** Every sample. */
export const samples: readonly Sample[] = Object.entries(signatureFile.signatures).map(
  ([name, signature]) => ({ name, body: readFileSync(join(folder, `${name}.json`)), ...signature }),
);

/** The names of the sample files in the folder, signed or not. */
export const sampleFileNames = (): string[] =>
  readdirSync(folder)
    .filter((file) => file !== 'signatures.json')
    .map((file) => file.replace(/\.json$/, ''));

/** @throws Error where there is no such sample */
export const sampleNamed = (name: string): Sample => {
  const sample = samples.find((one) => one.name === name);
  if (sample === undefined) throw new Error(`no sample ${name}`);
  return sample;
};

/** A fresh copy of a sample's JSON. */
export const sampleJson = (name: string): JsonObject => {
  const json: unknown = JSON.parse(sampleNamed(name).body.toString('utf8'));
  if (!isJsonObject(json)) throw new Error(`the sample ${name} is no object`);
  return json;
};
