import type { BackendModule } from './backend.ts';
import { startLibtensorflow } from './libtensorflow.ts';

/** libtensorflow on a GPU of this machine. */
export const start: BackendModule['start'] = (threads, importModule) =>
  startLibtensorflow('tfjs-node-gpu', threads, importModule, (shown, native) => {
    if ((native as { isUsingGpuDevice?: boolean }).isUsingGpuDevice !== true) {
      throw new Error('it loaded, but sees no GPU');
    }
    return `GPU, ${shown} on the host`;
  });
