import type { BackendModule } from './backend.ts';
import { startLibtensorflow } from './libtensorflow.ts';

/** libtensorflow on the CPU. */
export const start: BackendModule['start'] = (threads, importModule) =>
  startLibtensorflow(
    {
      name: 'tfjs-node',
      device: ({ isUsingGpuDevice }, from) => {
        // That of tfjs-node-gpu computes on the CPU where there is no GPU.
        if (isUsingGpuDevice) {
          throw new Error(
            `this process has loaded the libtensorflow of ${from}, which computes on a GPU, and can load no second one`,
          );
        }
        return Promise.resolve({ title: 'CPU' });
      },
    },
    threads,
    importModule,
  );
