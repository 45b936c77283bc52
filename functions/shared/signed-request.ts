// A request as the sender signed it.

/** The values of the signature headers, as they came; absent where the header is, or is empty. */
export interface Signatures {
  /** `Ar-Signature`: SHA-1 from the vendor; SHA-256 is taken, too. */
  readonly signature?: string | undefined;
  /** `Ar-Signature-V2`: SHA-256. */
  readonly signatureV2?: string | undefined;
}

/** A request's body and what is said of who sent it. */
export interface SignedRequest extends Signatures {
  /** The raw body, byte for byte as it was signed. */
  readonly body: Buffer;
}
