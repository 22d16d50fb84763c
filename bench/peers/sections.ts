import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArrays } from './arrays.ts';
import { compareAnswers } from './compare.ts';
import type { Comparison } from './compare.ts';
import { Contender } from './contender.ts';
import { BASELINE, baselineCommand, peerCommand, peers } from './contenders.ts';
import type { Environment, Places } from './contenders.ts';
import type { Options } from './options.ts';
import { rotate } from './rotation.ts';
import type { Settings } from './serve.ts';
import { summarise } from './summary.ts';
import type { Row } from './summary.ts';

/** Compiling and filling caches takes the first steps; none of them is counted. */
const WARM_UP_STEPS = 5;
const PAUSE_MILLISECONDS = 300;

/** What all sections of a benchmark share. */
export interface Bench {
  readonly options: Options;
  readonly places: Places;
  /** Whether processes can be pinned to processors. */
  readonly taskset: boolean;
  /** Why environments could not be installed. */
  readonly unusable: ReadonlyMap<Environment, string>;
  /** Why contenders were left out, by name; sections add to it. */
  readonly unavailable: Map<string, string>;
  readonly report: (text: string) => void;
}

/** Starts vae-bench and all peers that work here. */
async function startAll(bench: Bench, settings: Settings): Promise<Map<string, Contender>> {
  const { options, places, taskset, unusable, unavailable } = bench;
  const baseline = await Contender.start(baselineCommand(settings, places, taskset));
  const started = new Map([[BASELINE, baseline]]);
  for (const name of options.contenders) {
    const reason = unusable.get(peers[name].environment);
    if (reason !== undefined) {
      unavailable.set(name, reason);
      continue;
    }
    try {
      started.set(name, await Contender.start(peerCommand(name, settings, places, taskset)));
    } catch (error) {
      unavailable.set(name, (error as Error).message);
    }
  }
  return started;
}

async function stopAll(contenders: ReadonlyMap<string, Contender>): Promise<void> {
  await Promise.all([...contenders.values()].map((contender) => contender.stop()));
}

/**
 * Measures one estimator with one number of threads.
 *
 * @throws ContenderError when vae-bench itself fails.
 */
export async function measure(bench: Bench, settings: Settings): Promise<Row[]> {
  const { options, report, unavailable } = bench;
  const contenders = await startAll(bench, settings);
  try {
    const { measured, failed } = await rotate(
      contenders,
      {
        rounds: options.rounds,
        stepsPerRound: options.steps,
        warmUpSteps: WARM_UP_STEPS,
        pauseMilliseconds: PAUSE_MILLISECONDS,
      },
      report,
    );
    for (const [name, error] of failed) {
      if (name === BASELINE) throw error;
      unavailable.set(name, error.message);
    }
    return summarise(settings.estimator, settings.threads, measured);
  } finally {
    await stopAll(contenders);
  }
}

/** A comparison of what one contender computed. */
export interface Checked extends Comparison {
  readonly contender: string;
}

/**
 * Compares what contenders compute in one step with what vae-bench computes.
 *
 * @throws ContenderError when one of them fails in that step.
 */
export async function check(bench: Bench, settings: Settings): Promise<Checked[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vae-bench-peers-'));
  const problem = join(folder, 'problem');
  const contenders = await startAll(bench, settings);
  const checked: Checked[] = [];
  try {
    // vae-bench comes first, and states the problem.
    for (const [name, contender] of contenders) {
      bench.report(name);
      await contender.check(problem, join(folder, name));
    }
    const expected = await readArrays(join(folder, BASELINE));
    for (const name of [...contenders.keys()].filter((other) => other !== BASELINE)) {
      const found = await readArrays(join(folder, name));
      const comparisons = compareAnswers(await readArrays(problem), expected, found);
      checked.push(...comparisons.map((comparison) => ({ contender: name, ...comparison })));
    }
    return checked;
  } finally {
    await stopAll(contenders);
    await rm(folder, { recursive: true });
  }
}
