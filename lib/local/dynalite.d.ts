// Types of dynalite, which has none of its own: what the embedded stack uses of it.
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export interface DynaliteOptions {
    /** Folder of the LevelDB store; absent: in memory. */
    path?: string;
    /** How long tables stay in CREATING, DELETING and UPDATING, in milliseconds; 500 each by default. */
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  /** An HTTP server that answers as DynamoDB does. Closing it closes the store. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
