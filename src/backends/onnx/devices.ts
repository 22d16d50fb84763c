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
  /** Whether operators that the device lacks, and the CPU computes instead, are told of. */
  readonly tellsFallback: boolean;
  /** What has to be written in other operators, because the device lacks these. */
  readonly rules: readonly Rule[];
}

/** Every device, by name. */
export const devices = {
  cpu: {
    title: 'CPU',
    provider: 'cpu',
    keepsResults: false,
    loop: 'scan',
    tellsFallback: false,
    rules: [],
  },
  webgpu: {
    title: 'WebGPU',
    provider: 'webgpu',
    keepsResults: true,
    loop: 'unrolled',
    tellsFallback: true,
    rules: forWebGpu,
  },
  cuda: {
    title: 'CUDA',
    provider: 'cuda',
    // onnxruntime-node hands all results of CUDA back to the host.
    keepsResults: false,
    loop: 'scan',
    // ONNX Runtime places sizes on the CPU on purpose here.
    tellsFallback: false,
    rules: [],
  },
} as const satisfies Record<string, Device>;

/** The name of a device. */
export type DeviceName = keyof typeof devices;

/** The names of all devices. */
export const deviceNames = Object.keys(devices) as DeviceName[];
