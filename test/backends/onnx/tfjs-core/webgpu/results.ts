import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lowerings } from '../../../../../src/backends/onnx/table.ts';
import { exclusions } from '../exclusions.ts';
import { refusedKernel } from '../refused.ts';
import type { SpecReport } from '../specs.ts';
import { webGpuExclusions } from './exclusions.ts';

/** Specs in which the CPU computes the same operators of a kernel. */
interface OnCpu {
  readonly kernel: string;
  /** `IsNaN of float32`. */
  readonly operators: readonly string[];
  readonly specs: readonly string[];
}

/** What TensorFlow.js's whole suite gave on WebGPU. */
export interface WebGpuResults {
  readonly passed: number;
  /** How many of these ran on the device alone. */
  readonly onDevice: number;
  readonly failed: number;
  /** How many of these failed because a kernel is not recorded. */
  readonly refused: number;
  /** Pending in the suite itself. */
  readonly pending: number;
  /** Specs that passed, by the kernels that they ran. */
  readonly passedByKernel: Readonly<Record<string, number>>;
  readonly onCpu: readonly OnCpu[];
  /** Specs that stand for the others: each kernel, each part on the CPU and each exclusion is in one of them. */
  readonly sample: readonly string[];
}

/** Where the results are kept, as JSON. */
export const resultsFile = join(import.meta.dirname, 'results.json');

/** The results that are kept. */
export function readResults(): WebGpuResults {
  return JSON.parse(readFileSync(resultsFile, 'utf8')) as WebGpuResults;
}

/** Specs that have to fail on WebGPU. */
export const excludedOnWebGpu: ReadonlySet<string> = new Set(
  [...exclusions, ...webGpuExclusions].flatMap(({ specs }) => specs),
);

function onCpuOf(specs: readonly SpecReport[]): OnCpu[] {
  const groups = new Map<
    string,
    { kernel: string; operators: readonly string[]; specs: string[] }
  >();
  for (const { name, onCpu } of specs) {
    for (const [kernel, operators] of Object.entries(onCpu)) {
      const key = `${kernel}: ${operators.join()}`;
      const group = groups.get(key) ?? { kernel, operators, specs: [] };
      groups.set(key, group);
      group.specs.push(name);
    }
  }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => group);
}

/** The first spec of each kernel that passed, of each part on the CPU, and all that fail on WebGPU alone. */
function sampleOf(passed: readonly SpecReport[], onCpu: readonly OnCpu[]): string[] {
  const sample = new Set(webGpuExclusions.flatMap(({ specs }) => specs));
  for (const { specs } of onCpu) sample.add(specs[0] ?? '');
  const covered = new Set(
    passed.filter(({ name }) => sample.has(name)).flatMap(({ kernels }) => kernels),
  );
  for (const { name, kernels } of passed) {
    if (kernels.every((kernel) => covered.has(kernel) || !(kernel in lowerings))) continue;
    sample.add(name);
    for (const kernel of kernels) covered.add(kernel);
  }
  return [...sample].sort();
}

/** The results of a run of the whole suite. */
export function resultsOf(specs: readonly SpecReport[]): WebGpuResults {
  const passed = specs.filter(({ status }) => status === 'passed');
  const failed = specs.filter(({ status }) => status === 'failed');
  const passedByKernel: Record<string, number> = {};
  for (const kernel of passed.flatMap(({ kernels }) => kernels).sort()) {
    passedByKernel[kernel] = (passedByKernel[kernel] ?? 0) + 1;
  }
  const onCpu = onCpuOf(passed);
  return {
    passed: passed.length,
    onDevice: passed.filter((spec) => Object.keys(spec.onCpu).length === 0).length,
    failed: failed.length,
    refused: failed.filter((spec) => refusedKernel(spec) !== undefined).length,
    pending: specs.filter(({ status }) => status === 'pending').length,
    passedByKernel,
    onCpu,
    sample: sampleOf(passed, onCpu),
  };
}
