import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OnnxBackend } from '../../dist/backends/onnx/onnx-backend.js';
import { spreadOf } from '../../dist/benchmarks/spread.js';
import type { OperatorTime, Profiler } from './profiler.ts';

/** What ONNX Runtime writes for one node of one iteration; durations in microseconds. */
interface Event {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args: { readonly op_name?: string };
}

/** The median time of every node, summed by operator; the Scan around them is left out. */
function byOperator(events: readonly Event[], skipped: number): OperatorTime[] {
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
    const sum = sums.get(operator) ?? { calls: 0, milliseconds: 0 };
    sums.set(operator, {
      calls: sum.calls + 1,
      milliseconds: sum.milliseconds + spreadOf(durations.slice(skipped)).median,
    });
  }
  return [...sums].map(([operator, sum]) => ({ operator, ...sum }));
}

/**
 * ONNX Runtime's own profile, node by node.
 *
 * @param folder - empty; takes the files that it writes.
 */
export function onnxProfiler(threads: number, folder: string): Profiler {
  const backend = new OnnxBackend({ threads, profile: join(folder, 'step') });
  let skipped = 0;
  return {
    backend,
    begin(steps) {
      skipped = steps;
    },
    end() {
      backend.endProfiling();
      const events = readdirSync(folder).flatMap(
        (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Event[],
      );
      return byOperator(events, skipped);
    },
  };
}
