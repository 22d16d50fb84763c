import { addBiases } from './passes/gemm-bias.ts';
import type { Rule } from './passes/rewrite.ts';
import { forWebGpu } from './passes/webgpu.ts';

/** What ONNX Runtime computes with, and how this library uses it. */
export interface Device {
  /** For descriptions. */
  readonly title: string;
  /** ONNX Runtime's execution provider. */
  readonly provider: string;
  /** Whether results stay on the device until they are read. */
  readonly keepsResults: boolean;
  /**
   * How a program is iterated. A Scan hands the state on inside ONNX Runtime; on WebGPU it runs on the CPU and copies the
   * state back and forth, so that copies of the program follow each other in one graph there.
   */
  readonly loop: 'scan' | 'unrolled';
  /**
   * Whether arrays that are updated alike are carried as one. What a kernel costs a device hardly depends on its size; a
   * processor updates one array after the other while it is in its cache.
   */
  readonly flatState: boolean;
  /** Rows that a matrix product is best given at once; undefined where a processor's cache decides. */
  readonly rowsAtOnce: number | undefined;
  /** Whether operators that the device lacks, and the CPU computes instead, are told of. */
  readonly tellsFallback: boolean;
  /** What is written in other operators for it: because it lacks these, or starts fewer kernels. */
  readonly rules: readonly Rule[];
}

/**
 * Each operation costs a device several microseconds, whatever its size. With the 784 pixels of MNIST this many rows are 31 MB, a
 * quarter of the largest buffer that every WebGPU allows.
 */
const DEVICE_ROWS = 10_000;

/** Every device, by name. */
export const devices = {
  cpu: {
    title: 'CPU',
    provider: 'cpu',
    keepsResults: false,
    loop: 'scan',
    flatState: false,
    rowsAtOnce: undefined,
    tellsFallback: false,
    rules: [],
  },
  webgpu: {
    title: 'WebGPU',
    provider: 'webgpu',
    keepsResults: true,
    loop: 'unrolled',
    flatState: true,
    rowsAtOnce: DEVICE_ROWS,
    tellsFallback: true,
    rules: [...forWebGpu, addBiases],
  },
  cuda: {
    title: 'CUDA',
    provider: 'cuda',
    // onnxruntime-node hands all results of CUDA back to the host.
    keepsResults: false,
    loop: 'scan',
    flatState: true,
    rowsAtOnce: DEVICE_ROWS,
    // ONNX Runtime places sizes on the CPU on purpose here.
    tellsFallback: false,
    rules: [addBiases],
  },
} as const satisfies Record<string, Device>;

/** The name of a device. */
export type DeviceName = keyof typeof devices;

/** The names of all devices. */
export const deviceNames = Object.keys(devices) as DeviceName[];
