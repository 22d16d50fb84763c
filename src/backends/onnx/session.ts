import { InferenceSession } from 'onnxruntime-node';

/** ONNX Runtime's levels of optimising a graph. */
export const optimisations = ['disabled', 'basic', 'extended', 'all'] as const;

/** How ONNX Runtime prepares and runs a graph. */
export interface SessionOptions {
  /** Threads of the operators, at least 1. */
  readonly threads: number;
  /**
   * ONNX Runtime's optimisations: `all` for what runs many times; `disabled` starts quickest, and a
   * graph that runs once gains nothing from more.
   */
  readonly optimisation: (typeof optimisations)[number];
  /** Write a profile by operator: how the path of its JSON file starts. */
  readonly profile?: string;
}

/** Prepares an ONNX model for ONNX Runtime's CPU provider. */
export function createSession(
  model: Uint8Array,
  { threads, optimisation, profile }: SessionOptions,
): Promise<InferenceSession> {
  return InferenceSession.create(model, {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: optimisation,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    ...(profile !== undefined && { enableProfiling: true, profileFilePrefix: profile }),
  });
}
