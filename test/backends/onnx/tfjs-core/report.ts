import { format, resolveConfig } from 'prettier';
import { lowerings } from '../../../../src/backends/onnx/table.ts';
import { untraced } from '../../../../src/backends/onnx/untraced.ts';
import { views } from '../../../../src/backends/onnx/views.ts';
import { exclusions } from './exclusions.ts';
import type { Exclusion } from './exclusions.ts';
import { refusedKernel } from './refused.ts';
import type { SpecReport } from './specs.ts';
import { webGpuExclusions } from './webgpu/exclusions.ts';
import type { WebGpuResults } from './webgpu/results.ts';

/** What the suite did on the CPU, and how many specs it has for a backend that can be read at once. */
export interface SuiteReport {
  readonly specs: readonly SpecReport[];
  readonly defined: number;
}

const cell = (values: readonly (string | number)[]) => `| ${values.join(' | ')} |`;

const excludedFrom = (list: readonly Exclusion[], kernel: string) =>
  list.filter((each) => each.kernel === kernel);
const count = (list: readonly Exclusion[]) => list.flatMap(({ specs }) => specs).length;

/** A kernel on the CPU: how it is recorded, the specs that pass and that are excluded, and why. */
function onnxCells(kernel: string, specs: readonly SpecReport[]) {
  const ran = specs.filter(({ kernels }) => kernels.includes(kernel));
  const own = excludedFrom(exclusions, kernel);
  const reason = Object.hasOwn(untraced, kernel)
    ? untraced[kernel as keyof typeof untraced]
    : undefined;
  const refusals = specs.filter((spec) => refusedKernel(spec) === kernel).length;
  const how = kernel in views ? 'shared' : kernel in lowerings ? 'yes' : 'no';
  // A spec that expects an error passes, though the kernel refuses for another reason.
  const passed = reason === undefined ? ran.filter(({ status }) => status === 'passed').length : 0;
  const reasons = [...(reason === undefined ? [] : [reason]), ...own.map((each) => each.reason)];
  return { how, passed, excluded: count(own) + refusals, why: reasons.join(' ') };
}

/** A kernel on WebGPU: specs that pass on the device alone, and with help from the CPU; those that fail there alone. */
function webGpuCells(kernel: string, { passedByKernel, onCpu }: WebGpuResults) {
  const helped = onCpu.filter((group) => group.kernel === kernel);
  const partly = helped.flatMap(({ specs }) => specs).length;
  const own = excludedFrom(webGpuExclusions, kernel);
  const operators = [...new Set(helped.flatMap((group) => group.operators))].map((operator) =>
    operator.replace(/^\w+/, '`$&`'),
  );
  return {
    onDevice: (passedByKernel[kernel] ?? 0) - partly,
    partly,
    failed: count(own),
    why: [
      ...(operators.length === 0 ? [] : [`The CPU computes ${operators.join(', ')}.`]),
      ...own.map((each) => each.reason),
    ].join(' '),
  };
}

const kernels = [...Object.keys(lowerings), ...Object.keys(views), ...Object.keys(untraced)].sort();

/** docs/onnx-kernels.md. */
export async function kernelDocument(
  { specs, defined }: SuiteReport,
  results: WebGpuResults,
): Promise<string> {
  const having = (test: (spec: SpecReport) => boolean) => specs.filter(test).length;
  const excluded = new Set(exclusions.flatMap((each) => each.specs));
  const rows = kernels.map((kernel) => ({
    kernel,
    onnx: onnxCells(kernel, specs),
    webGpu: webGpuCells(kernel, results),
  }));
  const recorded = rows.filter(({ onnx }) => onnx.how !== 'no');
  const whole = recorded.filter(({ onnx }) => onnx.excluded === 0);
  const onDevice = whole.filter(({ webGpu }) => webGpu.failed + webGpu.partly === 0);
  const lines = rows.map(({ kernel, onnx, webGpu }) => {
    const device =
      onnx.how === 'no'
        ? ['', '', '', '']
        : [webGpu.onDevice, webGpu.partly, webGpu.failed, webGpu.why];
    return cell([`\`${kernel}\``, onnx.how, onnx.passed, onnx.excluded, onnx.why, ...device]);
  });
  const text = `# Kernels of the onnx backend

<!-- Written by \`npm run generate\`; do not edit. -->

The onnx backend records ${recorded.length} of the ${rows.length} kernels of TensorFlow.js, and is measured with
TensorFlow.js's own test suite (\`@tensorflow/tfjs-core\`, \`dist/tests.js\`), which \`test/backends/onnx/tfjs-core\` runs
in a process of its own. ${whole.length} of the recorded kernels pass every spec that runs them, and ${onDevice.length} of these
on WebGPU, too, with nothing left to the CPU.

| specs | CPU | WebGPU |
| --- | ---: | ---: |
| in the suite, for a backend that can be read at once | ${defined} | ${defined} |
| not defined for a backend that is read asynchronously | ${defined - specs.length} | ${defined - specs.length} |
| passed | ${having(({ status }) => status === 'passed')} | ${results.passed} |
| of these, with operators that the CPU computes | | ${results.passed - results.onDevice} |
| excluded because a kernel is not recorded | ${having((spec) => refusedKernel(spec) !== undefined)} | ${results.refused} |
| excluded by name | ${having(({ name, status }) => status === 'failed' && excluded.has(name))} | ${results.failed - results.refused} |
| pending in the suite itself | ${having(({ status }) => status === 'pending')} | ${results.pending} |

A spec counts for every kernel that it runs, and as excluded for the kernel at fault. \`shared\` kernels hand
their input's data on and record nothing. Excluded specs must fail: one that starts to pass fails the test.
\`test/backends/onnx/tfjs-core/exclusions.ts\` names those of both devices, and \`webgpu/exclusions.ts\` those of WebGPU alone.

On WebGPU a spec runs as a compiled program does: its graph is optimised and written for the device, its tensors are the
graph's inputs, and extremes of NaN are the device's. The device is SwiftShader, a GPU in software; every other one may differ
where the language of shaders leaves it open: it lets them assume that there are no NaNs, and sines and cosines be off by
2⁻¹¹. The run of the whole suite takes minutes, so that \`webgpu/results.json\` keeps it (\`npm run generate:webgpu\`). Every
run of the tests repeats a sample of it, in which each kernel, each operator that the CPU computes and each exclusion stands.
The last columns of the table are WebGPU's: specs that pass on the device alone, those for which the CPU computes operators
of the kernel, and those that fail on WebGPU alone.

| kernel | recorded | passed | excluded | why | on WebGPU | with the CPU | failed there | why |
| --- | --- | ---: | ---: | --- | ---: | ---: | ---: | --- |
${lines.join('\n')}
`;
  return format(text, { ...(await resolveConfig('docs/onnx-kernels.md')), parser: 'markdown' });
}
