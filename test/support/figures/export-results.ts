import { configOf, metricsCsv, recordOf, ResultsFolder, timingCsv } from './results-folder.ts';

/** The whole of a run.json. */
const wholeRecord = (status: string, reason: string, changes: object = {}) => ({
  ...recordOf(status, reason),
  ...{ seed: 0, steps: 2, steps_done: 2, starts: [], backends_passed_over: {}, plugins: [] },
  ...{ argv: [], host: 'here', pid: 1, slurm_job: null, git: null, data: { sha256: {} } },
  backend: { name: 'wasm', description: 'wasm: one', threads: 1 },
  versions: { 'vae-bench': '0.2.0' },
  hardware: { cpu: 'one', cores: 1, memory_bytes: 1, platform: 'linux' },
  ...changes,
});

const DONE = 'completed all steps';

/** A results folder with a run of every kind: complete, failed, waiting, torn, cut off, without configuration. */
export function mixedResults(): ResultsFolder {
  const results = new ResultsFolder();
  const settings = (encoderLearningRate: number, encoderHidden: readonly number[]) => ({
    optimiser: { encoderLearningRate },
    model: { encoderHidden },
  });
  results.seed('e/ars-c3/seed-0', {
    config: configOf('ars-c3', settings(0.001, [4])),
    metrics: metricsCsv([
      // A variance of one step's gradient, as earlier versions wrote it, is no measurement.
      { step: 1, elbo: -3.25, variance: 0 },
      { step: 2, elbo: -2.5, variance: 1e-7 },
    ]),
    timing: timingCsv({ 1: 0.5, 2: 1.25 }),
    record: wholeRecord('completed', DONE, {
      ended: '2026-01-02T03:05:05.678Z',
      tags: ['base line', 'b'],
      note: 'two\nlines, "so"',
    }),
  });
  results.seed('e/reinforce-loo-c3-n3/seed-1', {
    config: configOf('reinforce-loo-c3', settings(1, [4, 4])),
    metrics: metricsCsv([{ step: 1 }]),
    record: wholeRecord('failed', 'the disk is full', { steps_done: 1 }),
  });
  const whole = metricsCsv([{ step: 1 }, { step: 2 }]);
  results.seed('f/arm-c2/seed-0', {
    metrics: whole.replace('2,0.02', '2,0.02,9'),
    record: wholeRecord('completed', DONE),
  });
  results.seed('f/arm-c2/seed-1', {
    metrics: metricsCsv([{ step: 1 }]),
    record: wholeRecord('completed', DONE),
  });
  results.seed('f/arm-c2/seed-2', { config: '{"estimator":' });
  results.sweep('f', ['arm-c2/seed-10']);
  return results;
}
