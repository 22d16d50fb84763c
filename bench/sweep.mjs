// How much faster a sweep is with several jobs than with one: `npm run bench:sweep`.
// Runs the same runs of the paper's model twice, each run on one thread, and prints the times and their
// ratio. Start it on an idle machine: whatever else runs counts against the ratio.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const jobs = Number(process.argv[2] ?? availableParallelism());
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'vae-bench-sweep-'));
const sweep = {
  name: 'bench',
  categories: 5,
  estimator: 'ars+',
  steps: 600,
  seeds: Array.from({ length: 2 * jobs }, (_, seed) => seed),
  evaluation: { every: 600, trainImages: 2000, testImages: 100 },
};

function secondsWith(number) {
  const file = join(folder, 'sweep.json');
  writeFileSync(file, JSON.stringify(sweep));
  const started = performance.now();
  execFileSync(
    process.execPath,
    [
      join(root, 'dist', 'bin.js'),
      ...['sweep', file, '--out', join(folder, `jobs-${number}`), '--jobs', String(number)],
    ],
    { stdio: ['ignore', 'ignore', 'ignore'] },
  );
  return (performance.now() - started) / 1000;
}

const print = (text) => process.stdout.write(`${text}\n`);

try {
  print(`${cpus()[0]?.model}, ${availableParallelism()} cores; ${sweep.seeds.length} runs`);
  const one = secondsWith(1);
  print(`--jobs 1: ${one.toFixed(1)} s`);
  const several = secondsWith(jobs);
  print(`--jobs ${jobs}: ${several.toFixed(1)} s`);
  print(`throughput: ${(one / several).toFixed(2)} times that of one job`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
