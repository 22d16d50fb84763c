/** `npm run bench:profile`: where a training step's time goes, by ONNX operator. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { OnnxBackend } from '../dist/backends/onnx/onnx-backend.js';
import { textTable } from '../dist/core/text.js';
import { configSchema, loadDataset } from '../dist/index.js';
import { resolveRun } from '../dist/training/resolved-run.js';
import { Trainer } from '../dist/training/trainer.js';

/** The first steps fill caches and buffers. */
const WARM_UP_GROUPS = 2;
const GROUPS = 12;

/** What ONNX Runtime writes for one node of one iteration; durations in microseconds. */
interface Event {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args: { readonly op_name?: string };
}

interface OperatorTime {
  readonly operator: string;
  readonly nodes: number;
  readonly milliseconds: number;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
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
  const sums = new Map<string, { nodes: number; milliseconds: number }>();
  for (const { operator, durations } of nodes.values()) {
    const sum = sums.get(operator) ?? { nodes: 0, milliseconds: 0 };
    sums.set(operator, {
      nodes: sum.nodes + 1,
      milliseconds: sum.milliseconds + median(durations.slice(skipped)),
    });
  }
  return [...sums]
    .map(([operator, sum]) => ({ operator, ...sum }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

function readEvents(folder: string): Event[] {
  return readdirSync(folder).flatMap(
    (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Event[],
  );
}

const { estimator, categories, samples, threads, steps } = new Command('npm run bench:profile --')
  .option('--estimator <name>', 'estimator', 'reinforce-loo')
  .option('--categories <number>', 'categories C', '10')
  .option('--samples <number>', 'samples: a number, ars or arsm', 'ars')
  .option('--threads <number>', 'threads of ONNX Runtime', '1')
  .option('--steps <number>', 'steps taken at once', '5')
  .parse()
  .opts<Record<'estimator' | 'categories' | 'samples' | 'threads' | 'steps', string>>();
const config = configSchema.parse({
  ...{ estimator, categories: Number(categories) },
  samples: Number.isNaN(Number(samples)) ? samples : Number(samples),
});
const folder = mkdtempSync(join(tmpdir(), 'vae-bench-profile-'));
try {
  const backend = new OnnxBackend({ threads: Number(threads), profile: join(folder, 'step') });
  const dataset = loadDataset(config.data);
  const trainer = new Trainer(await resolveRun({ config, seed: 0, dataset }), backend);
  const group = Number(steps);
  const totals: number[] = [];
  for (let at = 0; at < WARM_UP_GROUPS + GROUPS; at += 1) {
    const started = performance.now();
    await trainer.steps(1 + at * group, group);
    if (at >= WARM_UP_GROUPS) totals.push((performance.now() - started) / group);
  }
  backend.endProfiling();
  const operators = byOperator(readEvents(folder), WARM_UP_GROUPS * group);
  const inside = operators.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const step = median(totals);
  const share = (milliseconds: number) => `${((100 * milliseconds) / step).toFixed(1)} %`;
  const rows = [
    ...operators.map(({ operator, nodes, milliseconds }) => [
      ...[operator, String(nodes), milliseconds.toFixed(2), share(milliseconds)],
    ]),
    ['between operators, host', '', (step - inside).toFixed(2), share(step - inside)],
    ['whole step, profiled', '', step.toFixed(2), '100 %'],
  ];
  process.stdout.write(
    `${config.estimator}, C = ${config.categories}, ${backend.description}\n` +
      `${textTable([['OPERATOR', 'NODES', 'MS', 'SHARE'], ...rows])}\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
