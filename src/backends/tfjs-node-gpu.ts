import type { BackendModule } from './backend.ts';
import { startLibtensorflow } from './libtensorflow.ts';
import { countAsNvidiaSmi, nvidiaGpus } from './nvidia.ts';

/** libtensorflow on a GPU of this machine. */
export const start: BackendModule['start'] = (threads, importModule) => {
  countAsNvidiaSmi();
  return startLibtensorflow(
    {
      name: 'tfjs-node-gpu',
      device: async ({ isUsingGpuDevice }, from) => {
        if (from !== 'tfjs-node-gpu') {
          throw new Error(
            `this process has loaded the libtensorflow of ${from}, and can load no second one`,
          );
        }
        if (!isUsingGpuDevice) {
          throw new Error(
            'it loaded, but sees no GPU; with TF_CPP_MIN_LOG_LEVEL=0, libtensorflow says why',
          );
        }
        const [gpu] = await nvidiaGpus();
        return { title: gpu === undefined ? 'GPU' : `GPU, ${gpu.name}`, gpu: gpu?.uuid };
      },
    },
    threads,
    importModule,
  );
};
