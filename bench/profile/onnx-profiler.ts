import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GpuChoice } from '../../dist/backends/gpu.js';
import type { DeviceName } from '../../dist/backends/onnx/devices.js';
import { OnnxBackend } from '../../dist/backends/onnx/onnx-backend.js';
import { selectBackend } from '../../dist/backends/select.js';
import type { BackendName } from '../../dist/backends/select.js';
import { spreadOf } from '../../dist/benchmarks/spread.js';
import type { OperatorTime, Profiler } from './profiler.ts';

/** What ONNX Runtime writes for one node of one iteration; durations in microseconds. */
export interface NodeEvent {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args: { readonly op_name?: string };
}

/**
 * The median time of every node, summed by operator; the Scan around them is left out. In a Scan a node runs once per step;
 * where steps follow each other in one graph, each has nodes of its own.
 *
 * @param skipped - steps that do not count, of `steps` altogether.
 */
export function byOperator(
  events: readonly NodeEvent[],
  skipped: number,
  steps: number,
): OperatorTime[] {
  const nodes = new Map<string, { operator: string; durations: number[] }>();
  for (const { cat, name, dur, args } of events) {
    const { op_name: operator } = args;
    if (cat !== 'Node' || operator === undefined || operator === 'Scan') continue;
    if (!name.endsWith('_kernel_time')) continue;
    const node = nodes.get(name) ?? { operator, durations: [] };
    node.durations.push(dur / 1000);
    nodes.set(name, node);
  }
  const sums = new Map<string, { calls: number; milliseconds: number }>();
  for (const { operator, durations } of nodes.values()) {
    const perStep = durations.length / steps;
    const counted = durations.slice(Math.floor(skipped * perStep));
    const sum = sums.get(operator) ?? { calls: 0, milliseconds: 0 };
    sums.set(operator, {
      calls: sum.calls + perStep,
      milliseconds: sum.milliseconds + perStep * spreadOf(counted).median,
    });
  }
  return [...sums].map(([operator, sum]) => ({ operator, ...sum }));
}

/** What ONNX Runtime computes with, by the backend's name. */
const devices = {
  onnx: 'cpu',
  'onnx-cuda': 'cuda',
  'onnx-webgpu': 'webgpu',
} as const satisfies Partial<Record<BackendName, DeviceName>>;

/** A backend that ONNX Runtime profiles. */
export type OnnxName = keyof typeof devices;

export const isOnnx = (name: BackendName): name is OnnxName => name in devices;

/**
 * ONNX Runtime's own profile, node by node. On a GPU the time of a node is what the host took to start it.
 *
 * @param folder - empty; takes the files that it writes.
 * @throws BackendUnavailableError when the backend cannot be used here.
 */
export async function onnxProfiler(
  name: OnnxName,
  { threads, gpu }: { readonly threads: number; readonly gpu: GpuChoice },
  folder: string,
): Promise<Profiler> {
  // It knows what a device needs and what it is called, and says what is missing.
  const { backend: unprofiled } = await selectBackend({ name, threads, gpu });
  const backend = new OnnxBackend({
    threads,
    device: devices[name],
    profile: join(folder, 'step'),
  });
  let skipped = 0;
  return {
    backend,
    description: unprofiled.description,
    begin(steps) {
      skipped = steps;
    },
    end(steps) {
      backend.endProfiling();
      const events = readdirSync(folder).flatMap(
        (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as NodeEvent[],
      );
      return byOperator(events, skipped, skipped + steps);
    },
  };
}
