import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '../../dist/backends/select.js';
import type { BackendSettings } from '../../dist/backends/select.js';
import type { OperatorTime, Profiler } from './profiler.ts';

/** Adds up what kernels take; the time of a kernel that another one calls is not the other's. */
export class KernelClock {
  readonly #kernels = new Map<string, { calls: number; milliseconds: number }>();
  /** Milliseconds that the kernels which are running have spent in others, the outermost first. */
  readonly #inOthers: number[] = [];

  time<T>(kernel: string, run: () => T): T {
    const started = performance.now();
    this.#inOthers.push(0);
    try {
      return run();
    } finally {
      const whole = performance.now() - started;
      const inOthers = this.#inOthers.pop() ?? 0;
      const outer = this.#inOthers.length - 1;
      if (outer >= 0) this.#inOthers[outer] = (this.#inOthers[outer] ?? 0) + whole;
      const { calls, milliseconds } = this.#kernels.get(kernel) ?? { calls: 0, milliseconds: 0 };
      const sum = milliseconds + whole - inOthers;
      this.#kernels.set(kernel, { calls: calls + 1, milliseconds: sum });
    }
  }

  /** What a step takes, when this was `steps` of them. */
  perStep(steps: number): OperatorTime[] {
    return [...this.#kernels].map(([operator, { calls, milliseconds }]) => ({
      operator,
      calls: calls / steps,
      milliseconds: milliseconds / steps,
    }));
  }
}

/** Lets a clock time every kernel of a backend of TensorFlow.js, from now on. */
export function timeKernels(engine: string, clock: KernelClock): void {
  for (const kernel of tf.getKernelsForBackend(engine)) {
    tf.unregisterKernel(kernel.kernelName, engine);
    tf.registerKernel({
      ...kernel,
      kernelFunc: (given) => clock.time(kernel.kernelName, () => kernel.kernelFunc(given)),
    });
  }
}

/**
 * The kernels of a backend that runs operation by operation. On the host a kernel has done its work when it
 * returns; a GPU may still be working, and what waits for it is outside of kernels.
 */
export async function kernelProfiler(settings: BackendSettings): Promise<Profiler> {
  const { backend } = await selectBackend(settings);
  const clock = new KernelClock();
  return {
    backend,
    description: backend.description,
    begin() {
      timeKernels(tf.getBackend(), clock);
    },
    end: (steps) => clock.perStep(steps),
  };
}
