import * as tf from '@tensorflow/tfjs';

let seen = new Set<string>();
let running: string | undefined;

/** The kernel that is being run. */
export function currentKernel(): string | undefined {
  return running;
}

/** Wraps the backend's kernels, so that a spec's kernels are known. */
export function recordKernels(backendName: string): void {
  for (const config of tf.getKernelsForBackend(backendName)) {
    const original = config.kernelFunc;
    config.kernelFunc = (arguments_) => {
      seen.add(config.kernelName);
      running = config.kernelName;
      try {
        return original(arguments_);
      } finally {
        running = undefined;
      }
    };
  }
}

/** The kernels that were run since the last call. */
export function takeKernels(): string[] {
  const kernels = [...seen].sort();
  seen = new Set();
  return kernels;
}
