import { InferenceSession } from 'onnxruntime-node';
import { devices } from './devices.ts';
import type { DeviceName } from './devices.ts';

/** ONNX Runtime's levels of optimising a graph. */
export const optimisations = ['disabled', 'basic', 'extended', 'all'] as const;

/** How ONNX Runtime prepares and runs a graph. */
export interface SessionOptions {
  /** What computes; the CPU when left out. */
  readonly device?: DeviceName;
  /** What the device calls itself, for descriptions. */
  readonly adapter?: string;
  /** Threads of the operators on the CPU, at least 1. */
  readonly threads: number;
  /**
   * ONNX Runtime's optimisations: `all` for what runs many times; `disabled` starts quickest, and a
   * graph that runs once gains nothing from more.
   */
  readonly optimisation: (typeof optimisations)[number];
  /** Write a profile by operator: how the path of its JSON file starts. */
  readonly profile?: string;
  /** Told when a device has no kernel for some operators of a program, so that the CPU computes them. */
  readonly onFallback?: () => void;
}

/** Where outputs are left, by name, on a device that keeps arrays; on the host when left out. */
export type OutputLocations = Readonly<Record<string, 'cpu' | 'gpu-buffer'>>;

/** What ONNX Runtime says when it may not use the CPU for what the device cannot compute. */
const FALLBACK = 'fallback to CPU EP has been explicitly disabled';

/** Prepares an ONNX model for ONNX Runtime. */
export async function createSession(
  model: Uint8Array,
  options: SessionOptions,
  locations?: OutputLocations,
): Promise<InferenceSession> {
  const { device = 'cpu', threads, optimisation, profile, onFallback } = options;
  const create = (strict: boolean): Promise<InferenceSession> =>
    InferenceSession.create(model, {
      executionProviders: [devices[device].provider],
      executionMode: 'sequential',
      graphOptimizationLevel: optimisation,
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // A strict session that fails is made again.
      logSeverityLevel: strict ? 4 : 3,
      ...(strict && { extra: { session: { disable_cpu_ep_fallback: '1' } } }),
      ...(locations !== undefined && { preferredOutputLocation: locations }),
      ...(profile !== undefined && { enableProfiling: true, profileFilePrefix: profile }),
    });
  if (!devices[device].tellsFallback) return create(false);
  try {
    return await create(true);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes(FALLBACK)) throw error;
    onFallback?.();
    return create(false);
  }
}
