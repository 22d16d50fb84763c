import type { Backend } from '../../dist/backends/backend.js';

/** What the operators of one kind take of a step. */
export interface OperatorTime {
  readonly operator: string;
  /** How many of them a step runs. */
  readonly calls: number;
  /** Of all of them together, per step. */
  readonly milliseconds: number;
}

/** A backend that tells where its time goes. */
export interface Profiler {
  readonly backend: Backend;
  /** What is profiled, in one line. */
  readonly description: string;
  /** Called after `steps` steps, which filled caches and buffers: they do not count. */
  begin(steps: number): void;
  /** Called once, after `steps` further ones. */
  end(steps: number): OperatorTime[];
}
