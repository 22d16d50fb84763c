/** What became of one spec of TensorFlow.js's suite. */
export interface SpecReport {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'pending' | 'excluded';
  /** Of the expectations that failed. */
  readonly messages: readonly string[];
  /** The kernels that it ran. */
  readonly kernels: readonly string[];
  /** Operators that ran on the CPU though another device was to compute, by the kernel that recorded them. */
  readonly onCpu: Readonly<Record<string, readonly string[]>>;
}
