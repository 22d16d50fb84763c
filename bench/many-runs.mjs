// How long it takes to read many runs, and with how much memory: `npm run bench:many-runs`.
// Makes a folder of complete runs, or takes the one that an earlier call made there, and measures the
// commands that read it, one process each: seconds, and the peak of its memory.
//   npm run bench:many-runs -- [folder] [runs] [rows]
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder = join(tmpdir(), 'vae-bench-many-runs'), runs = '500', rows = '1000'] =
  process.argv.slice(2);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'dist', 'bin.js');
const built = (path) => import(new URL(`../dist/${path}`, import.meta.url));

const estimators = [
  ...['exact', 'reinforce', 'reinforce-ema', 'reinforce-loo', 'ars', 'ars+'],
  ...['ars+-published', 'arsm', 'arsm+', 'mine'],
];
const categories = [2, 3, 5, 7, 10];
const EVERY = 1000;

/** Numbers between 0 and 1 that look random and are the same every time: the multiplier is Park and Miller's. */
function* numbers(seed) {
  for (let state = seed + 1; ;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

function csvOf(columns, count, cell) {
  const lines = Array.from({ length: count }, (_, at) =>
    columns.map((column) => cell(column, (at + 1) * EVERY)).join(','),
  );
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

/** Values rise like those of a training, with noise, and have all their digits. */
function metricsOf(columns, count, level, seed) {
  const random = numbers(1000 * level + seed);
  const cell = (column, step) => {
    const noise = random.next().value;
    switch (column) {
      case 'step':
        return step;
      case 'epoch':
        return step / 300;
      case 'function_evaluations':
      case 'function_derivatives':
        return step * 200 * (level + 2);
      case 'grad_variance':
        return (1e-3 * (level + 1) * (1 + noise)) / 7;
      default:
        return -90 - level - 60_000 / (step + 1000) - noise / 3;
    }
  };
  return csvOf(columns, count, cell);
}

const timingColumns = [
  ...['step', 'seconds', 'milliseconds_per_step', 'evaluation_seconds', 'resident_megabytes'],
];
const timingOf = (count, seed) =>
  csvOf(timingColumns, count, (column, step) =>
    column === 'step' ? step : column === 'seconds' ? step / (90 + seed / 7) : 321 / 7,
  );

const json = (path, value) => {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
};

async function makeFolder(count, rowsEach) {
  const { configSchema } = await built('config/schema.js');
  const { metricsColumns } = await built('metrics/columns.js');
  const groups = categories.flatMap((c) => estimators.map((estimator) => ({ c, estimator })));
  const planned = Array.from({ length: count }, (_, at) => {
    const { c, estimator } = groups[at % groups.length];
    const seed = Math.floor(at / groups.length);
    const config = configSchema.parse({ estimator, categories: c, steps: rowsEach * EVERY });
    const directory = `${estimator}-c${c}/seed-${seed}`;
    return { directory, seed, samples: 1, evaluations: c, config };
  });
  for (const [at, { directory, seed, config }] of planned.entries()) {
    const level = at % groups.length;
    const path = join(folder, 'many', directory);
    mkdirSync(path, { recursive: true });
    const metrics = metricsOf(metricsColumns, rowsEach, level, seed);
    const sha256 = createHash('sha256').update(metrics).digest('hex');
    json(join(path, 'config.json'), config);
    writeFileSync(join(path, 'metrics.csv'), metrics);
    writeFileSync(join(path, 'timing.csv'), timingOf(rowsEach, seed));
    json(join(path, 'run.json'), {
      ...{ status: 'completed', reason: 'completed all steps', seed, steps: rowsEach * EVERY },
      ...{ steps_done: rowsEach * EVERY, started: '2026-01-02T03:04:05.678Z' },
      ...{ ended: '2026-01-03T03:04:05.678Z', starts: [{ started: '2026-01-02T03:04:05.678Z' }] },
      metrics: { bytes: Buffer.byteLength(metrics), sha256 },
      ...{ backend: { name: 'onnx', description: 'onnx 1.30.0, 1 thread' } },
      ...{ backends_passed_over: {}, data: { name: 'mnist', sha256: {} }, plugins: [] },
      versions: { 'vae-bench': '0.2.0', node: process.versions.node },
      hardware: { cpu: 'made up', cores: 1, memory_bytes: 1, platform: 'linux' },
      ...{ git: null, argv: [], host: 'made-up', pid: 1, slurm_job: null },
    });
  }
  json(join(folder, 'many', 'sweep.json'), { format: 1, name: 'many', runs: planned });
}

const print = (text) => process.stdout.write(`${text}\n`);
const peak = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));`,
)}`;

function start(...args) {
  const stdio = ['ignore', 'pipe', 'inherit', 'pipe'];
  const child = spawn(process.execPath, ['--import', peak, bin, ...args], { stdio });
  const memory = { text: '' };
  child.stdio[3].on('data', (chunk) => (memory.text += chunk));
  return { child, memory };
}

const line = (what, milliseconds, more = '') =>
  print(`${what.padEnd(44)} ${(milliseconds / 1000).toFixed(2).padStart(7)} s${more}`);
const megabytes = ({ text }) => `  ${(Number(text) / 1024).toFixed(0).padStart(5)} MB at most`;

async function measure(...args) {
  const started = performance.now();
  const { child, memory } = start(...args);
  child.stdout.resume();
  await once(child, 'close');
  line(args[0], performance.now() - started, megabytes(memory));
}

async function measureWatch() {
  const started = performance.now();
  const { child, memory } = start('watch', folder, '--port', '0');
  const [first] = await once(child.stdout, 'data');
  const [address] = /http:\S+\//.exec(String(first));
  line('watch: until it serves', performance.now() - started);
  const fetched = async (what, path) => {
    const asked = performance.now();
    const body = await (await fetch(`${address}${path}`)).text();
    const size = `  ${(body.length / 1e6).toFixed(2).padStart(5)} MB sent`;
    line(`watch: ${what}`, performance.now() - asked, size);
    return body;
  };
  await fetched('first page', '');
  await fetched('page of an unchanged folder', '');
  await fetched('data of an unchanged folder', 'report.json');
  const body = await fetched('the same again', 'report.json');
  const since = `?since=${JSON.parse(body).revision}`;
  await fetched('what a page that has it is sent', `report.json${since}`);
  // The next row of a run that goes on.
  const grown = join(folder, 'many', `${estimators[0]}-c${categories[0]}`, 'seed-0', 'metrics.csv');
  const before = readFileSync(grown, 'utf8');
  const last = before.trimEnd().split('\n').at(-1).split(',');
  appendFileSync(grown, `${[Number(last[0]) + EVERY, ...last.slice(1)].join(',')}\n`);
  await fetched('data after one more row of one run', `report.json${since}`);
  writeFileSync(grown, before);
  child.kill('SIGTERM');
  await once(child, 'close');
  print(`watch${' '.repeat(50)}${megabytes(memory)}`);
}

print(`${cpus()[0]?.model}, ${availableParallelism()} cores; ${runs} runs of ${rows} rows`);
if (!existsSync(join(folder, 'many', 'sweep.json'))) await makeFolder(Number(runs), Number(rows));
await measure('status', folder);
await measure('table', folder);
await measure('findings', folder);
await measure('plot', folder, '--out', join(folder, 'figure.svg'));
await measure('report', folder, '--out', join(folder, 'report.html'));
await measureWatch();
