// What an item of a table is to the oracle, and how long it stays.

/** An item as it lies in a table. */
export type Item = Readonly<Record<string, unknown>>;

/** How long items stay. */
export interface Retention {
  /** Days that an ended item is kept. */
  readonly retentionDays: number;
  /** Days that an item is kept that has not ended. */
  readonly openRetentionDays: number;
}
