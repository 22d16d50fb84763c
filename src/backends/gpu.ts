/** Which GPU is asked for: an index, or the beginning of what identifies it; null leaves it to the driver. */
export type GpuChoice = number | string | null;

/** A GPU that a process can be made to take. */
export interface Gpu {
  /** `NVIDIA H200`. */
  readonly name: string;
  /** What its driver has to find in the environment when it starts. */
  readonly env: Readonly<Record<string, string>>;
}

/** What finds the GPUs of some backends. */
export interface GpuFinder {
  /** @throws GpuError when there is no such GPU, or nothing makes the driver take it. */
  readonly choose: (which: number | string) => Promise<Gpu>;
  /** Those that processes can be spread over, in the driver's order. */
  readonly list: () => Promise<readonly Gpu[]>;
}

/** A backend cannot compute on the GPU that is asked for. */
export class GpuError extends Error {
  /** What to do: a sentence or more. */
  readonly remedy: string;

  /** @param reason - without a full stop. */
  constructor(reason: string, remedy: string) {
    super(reason);
    this.name = 'GpuError';
    this.remedy = remedy;
  }
}

/** The index that a choice is, as JSON and as the command line give it; undefined when it is none. */
export function indexOf(which: number | string): number | undefined {
  if (typeof which === 'number') return which;
  return /^\d+$/.test(which) ? Number(which) : undefined;
}
