// Entry of every worker thread: lets the thread read TypeScript, then runs the module that it was started for.
import { workerData } from 'node:worker_threads';
import { tsImport } from 'tsx/esm/api';

await tsImport(workerData.module, import.meta.url);
