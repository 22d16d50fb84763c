import { configOf, metricsCsv, recordOf, ResultsFolder, timingCsv } from './results-folder.ts';
import type { MetricsRow, SeedFiles } from './results-folder.ts';

const STEPS = 4000;

/**
 * A made-up row: bounds rise towards −80 less the run's level, variances grow along with the steps in
 * proportion to it, and seeds differ by amounts that grow with it.
 */
function row(step: number, level: number, seed: number): MetricsRow {
  const bound = -80 - level - 60_000 / (step + 1000) + ((seed - 1) * (10 + level)) / 20;
  const variance = (level + 1) * (step + 1000) * (1 + ((seed - 1) * (10 + level)) / 100);
  return { step, bound, elbo: bound - 8, variance: Number(`${variance.toFixed(0)}e-8`) };
}

const steps = Array.from({ length: STEPS / 500 }, (_, at) => 500 * (at + 1));

/** Files of a seed that got as far as `last`, at `cost` evaluations per datapoint. */
function files(run: string, seed: number, level: number, cost: number, last = STEPS): SeedFiles {
  const rows = steps.filter((step) => step <= last).map((step) => row(step, level, seed));
  return {
    config: configOf(run, { steps: STEPS }),
    metrics: metricsCsv(rows, cost),
    timing: timingCsv(Object.fromEntries(rows.map(({ step }) => [step, step / (50 + seed)]))),
  };
}

/**
 * A results folder with what figures and tables have to cope with: two C, both costs, estimators that
 * share a colour, seeds that are incomplete, torn or not started, a band that reaches zero, a negative
 * mean variance, a series of one point and one of none, an estimator that is not of vae-bench.
 */
export function syntheticResults(): ResultsFolder {
  const results = new ResultsFolder();
  const complete = (run: string, level: number, cost: number) => {
    for (const seed of [0, 1, 2])
      results.seed(`${run}/seed-${seed}`, files(run, seed, level, cost));
  };
  complete('ars-c3', 12, 3);
  complete('arsm-c3', 9, 4);
  complete('reinforce-loo-c3-n3', 4, 3);
  complete('reinforce-loo-c3-n4', 2, 4);
  complete('mine_50%-c3', 15, 3);
  complete('arm-c2', 6, 2);
  complete('arsm-c2', 8, 2);

  // Seed 1 is behind, seed 2 has lost its last line's end: both are left out at step 4000.
  const plus = 'ars+-c3';
  results.seed(`${plus}/seed-0`, files(plus, 0, 7, 3));
  results.seed(`${plus}/seed-1`, {
    ...files(plus, 1, 7, 3, 2500),
    record: recordOf('failed', 'the disk is full'),
  });
  const whole = files(plus, 2, 7, 3);
  results.seed(`${plus}/seed-2`, { ...whole, metrics: (whole.metrics as string).slice(0, -3) });

  // The first variances have the mean 3e-6 and the standard error √(28/3)e-6 = 3.06e-6, the second
  // ones the mean −1e-6.
  const early = [
    [9e-6, -1e-6, 1e-6],
    [-1e-6, -1e-6, -1e-6],
  ];
  for (const seed of [0, 1, 2]) {
    const rows = steps.map((step, at) => ({
      ...row(step, 3, seed),
      ...(at < 2 && { variance: early[at]![seed]! }),
    }));
    const disarm = files('disarm-c2', seed, 3, 2);
    results.seed(`disarm-c2/seed-${seed}`, { ...disarm, metrics: metricsCsv(rows, 2) });
  }

  const running = { record: recordOf('running') };
  results.seed('exact-c2/seed-0', { ...files('exact-c2', 0, 1, 4, 500), ...running });
  results.sweep('', ['ars-c2/seed-0']);
  return results;
}

/**
 * A results folder of runs with unlike settings: each has a row of its own. One has a single point, one
 * the same values at every step, and one, in two experiments with long names, nothing.
 */
export function settingsResults(): ResultsFolder {
  const results = new ResultsFolder();
  const large = { model: { encoderHidden: [512, 256], decoderHidden: [256, 512] } };
  const small = { model: { encoderHidden: [16], decoderHidden: [16] } };
  const write = (place: string, settings: object, metrics: string | null) => {
    const [, run] = place.split('/');
    const record = recordOf(metrics === null ? 'running' : 'completed');
    results.seed(`${place}/seed-0`, { config: configOf(run!, settings), metrics, record });
  };
  const same = { bound: -120.25, elbo: -130, variance: 3e-4 };
  write('large/ars-c3', large, metricsCsv([{ step: 2, variance: 3.3e-5 }]));
  write('small/ars-c3', small, metricsCsv([2, 4].map((step) => ({ step, ...same }))));
  write('small/ars-c2', small, null);
  write('an-experiment-with-a-long-name-indeed/ars-c2', small, null);
  return results;
}
