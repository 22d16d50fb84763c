import { format, resolveConfig } from 'prettier';
import { lowerings } from '../../../../src/backends/onnx/table.ts';
import { untraced } from '../../../../src/backends/onnx/untraced.ts';
import { views } from '../../../../src/backends/onnx/views.ts';
import { exclusions } from './exclusions.ts';
import type { SuiteReport } from './run-suite.ts';
import type { SpecReport } from './specs.ts';

const refused = /cannot record the operation (\w+):/;

/** The kernel that a spec failed on because it is not recorded. */
export function refusedKernel({ status, messages }: SpecReport): string | undefined {
  const kernel = status === 'failed' ? refused.exec(messages[0] ?? '')?.[1] : undefined;
  return kernel !== undefined && Object.hasOwn(untraced, kernel) ? kernel : undefined;
}

interface Row {
  readonly kernel: string;
  readonly how: string;
  readonly passed: number;
  readonly excluded: number;
  readonly reasons: string;
}

const excludedSpecs = new Set(exclusions.flatMap(({ specs }) => specs));

function rowOf(kernel: string, specs: readonly SpecReport[]): Row {
  const ran = specs.filter(({ kernels }) => kernels.includes(kernel));
  const own = exclusions.filter((each) => each.kernel === kernel);
  const reason = Object.hasOwn(untraced, kernel)
    ? untraced[kernel as keyof typeof untraced]
    : undefined;
  const refusals = specs.filter((spec) => refusedKernel(spec) === kernel).length;
  const named = own.flatMap((each) => each.specs).length;
  return {
    kernel,
    how: kernel in views ? 'shared' : kernel in lowerings ? 'yes' : 'no',
    // A spec that expects an error passes, though the kernel refuses for another reason.
    passed: reason === undefined ? ran.filter(({ status }) => status === 'passed').length : 0,
    excluded: named + refusals,
    reasons: [...(reason === undefined ? [] : [reason]), ...own.map((each) => each.reason)].join(
      ' ',
    ),
  };
}

const kernels = [...Object.keys(lowerings), ...Object.keys(views), ...Object.keys(untraced)].sort();

/** docs/onnx-kernels.md. */
export async function kernelDocument({ specs, defined }: SuiteReport): Promise<string> {
  const count = (test: (spec: SpecReport) => boolean) => specs.filter(test).length;
  const rows = kernels.map((kernel) => rowOf(kernel, specs));
  const recorded = rows.filter(({ how }) => how !== 'no');
  const whole = recorded.filter(({ excluded }) => excluded === 0);
  const lines = rows.map(
    ({ kernel, how, passed, excluded, reasons }) =>
      `| \`${kernel}\` | ${how} | ${passed} | ${excluded} | ${reasons} |`,
  );
  const pending = count(({ status }) => status === 'pending');
  const text = `# Kernels of the onnx backend

<!-- Written by \`npm run generate\`; do not edit. -->

The onnx backend records ${recorded.length} of the ${rows.length} kernels of TensorFlow.js, and is measured with
TensorFlow.js's own test suite (\`@tensorflow/tfjs-core\`, \`dist/tests.js\`), which \`test/backends/onnx/tfjs-core\` runs
in a process of its own. ${whole.length} of the recorded kernels pass every spec that runs them.

| specs | |
| --- | ---: |
| in the suite, for a backend that can be read at once | ${defined} |
| not defined for a backend that is read asynchronously | ${defined - specs.length} |
| passed | ${count(({ status }) => status === 'passed')} |
| excluded because a kernel is not recorded | ${count((spec) => refusedKernel(spec) !== undefined)} |
| excluded by name (\`test/backends/onnx/tfjs-core/exclusions.ts\`) | ${count(({ name, status }) => status === 'failed' && excludedSpecs.has(name))} |
| pending in the suite itself | ${pending} |

A spec counts for every kernel that it runs, and as excluded for the kernel at fault. \`shared\` kernels hand
their input's data on and record nothing. Excluded specs must fail: one that starts to pass fails the test.

| kernel | recorded | passed | excluded | why |
| --- | --- | ---: | ---: | --- |
${lines.join('\n')}
`;
  return format(text, { ...(await resolveConfig('docs/onnx-kernels.md')), parser: 'markdown' });
}
