/** `npm run bench:profile`: where a training step's time goes, by operator. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { BackendName } from '../dist/backends/select.js';
import { backendNames } from '../dist/backends/table.js';
import { spreadOf } from '../dist/benchmarks/spread.js';
import { textTable } from '../dist/core/text.js';
import { configSchema, loadDataset } from '../dist/index.js';
import { resolveRun } from '../dist/training/resolved-run.js';
import { Trainer } from '../dist/training/trainer.js';
import { kernelProfiler } from './profile/kernel-profiler.ts';
import { isOnnx, onnxProfiler } from './profile/onnx-profiler.ts';
import { samplesOf } from './samples.ts';

/** The first steps fill caches and buffers. */
const WARM_UP_GROUPS = 2;
const GROUPS = 12;

const { estimator, categories, samples, batchSize, backend, steps, ...chosen } = new Command(
  'npm run bench:profile --',
)
  .option('--estimator <name>', 'estimator', 'reinforce-loo')
  .option('--categories <number>', 'categories C', '10')
  .option('--samples <number>', 'samples: a number, ars or arsm', 'ars')
  .option('--batch-size <number>', 'images per step', '200')
  .addOption(
    new Option('--backend <name>', 'what runs the tensors').choices(backendNames).default('onnx'),
  )
  .option('--threads <number>', 'threads of the backend', '1')
  .option('--gpu <which>', 'GPU to compute on (docs/gpus.md)')
  .option('--steps <number>', 'steps taken at once', '5')
  .parse()
  .opts<
    Record<'estimator' | 'categories' | 'samples' | 'batchSize' | 'threads' | 'steps', string> & {
      backend: BackendName;
      gpu?: string;
    }
  >();
const config = configSchema.parse({
  ...{ estimator, categories: Number(categories), batchSize: Number(batchSize) },
  samples: samplesOf(samples),
});
const folder = mkdtempSync(join(tmpdir(), 'vae-bench-profile-'));
try {
  const settings = { threads: Number(chosen.threads), gpu: chosen.gpu ?? null };
  const profiler = await (isOnnx(backend)
    ? onnxProfiler(backend, settings, folder)
    : kernelProfiler({ name: backend, ...settings }));
  const dataset = loadDataset(config.data);
  const trainer = new Trainer(await resolveRun({ config, seed: 0, dataset }), profiler.backend);
  const group = Number(steps);
  const totals: number[] = [];
  for (let at = 0; at < WARM_UP_GROUPS + GROUPS; at += 1) {
    if (at === WARM_UP_GROUPS) profiler.begin(at * group);
    const started = performance.now();
    await trainer.steps(1 + at * group, group);
    if (at >= WARM_UP_GROUPS) totals.push((performance.now() - started) / group);
  }
  const operators = profiler
    .end(GROUPS * group)
    .toSorted((one, other) => other.milliseconds - one.milliseconds);
  const inside = operators.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const step = spreadOf(totals).median;
  const share = (milliseconds: number) => `${((100 * milliseconds) / step).toFixed(1)} %`;
  const rows = [
    ...operators.map(({ operator, calls, milliseconds }) => [
      ...[operator, String(calls), milliseconds.toFixed(2), share(milliseconds)],
    ]),
    ['between operators, host', '', (step - inside).toFixed(2), share(step - inside)],
    ['whole step, profiled', '', step.toFixed(2), '100 %'],
  ];
  process.stdout.write(
    `${config.estimator}, C = ${config.categories}, B = ${config.batchSize}, ${profiler.description}\n` +
      `${textTable([['OPERATOR', 'CALLS', 'MS', 'SHARE'], ...rows])}\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
