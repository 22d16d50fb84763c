import type { BackendModule } from './backend.ts';
import { startLibtensorflow } from './libtensorflow.ts';

/** libtensorflow on the CPU. */
export const start: BackendModule['start'] = (threads, importModule) =>
  startLibtensorflow('tfjs-node', threads, importModule, (shown) => `CPU, ${shown}`);
