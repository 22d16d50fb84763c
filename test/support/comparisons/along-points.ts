import type { AlongPoint } from '../../../src/run-files/along-directory.ts';
import { syntheticComparison, syntheticTiming } from './synthetic-comparison.ts';

/** The synthetic comparison after a step, with variances that are larger by a factor. */
export function alongPoint({
  step,
  factor,
  seed = 'seed-0',
  run = 'ars+-c10',
}: {
  readonly step: number;
  readonly factor: number;
  readonly seed?: string;
  readonly run?: string;
}): AlongPoint {
  const { estimators, point } = syntheticComparison;
  return {
    ...{ experiment: 'figure1', run, seed, step },
    timing: syntheticTiming,
    comparison: {
      ...syntheticComparison,
      point: { ...point, step },
      estimators: estimators.map((estimator) => ({
        ...estimator,
        parts: estimator.parts.map((part) => ({
          ...part,
          variance: {
            value: part.variance.value * factor,
            low: part.variance.low * factor,
            high: part.variance.high * factor,
          },
        })),
      })),
    },
  };
}

/** Two seeds of one run at three steps, one of them at a fourth, and another run of one seed. */
export const alongPoints: readonly AlongPoint[] = [
  ...[0, 1].flatMap((seed) =>
    [0, 1000, 5000].map((step) =>
      alongPoint({ step, factor: 1 + step / 1000 + seed / 10, seed: `seed-${seed}` }),
    ),
  ),
  alongPoint({ step: 9000, factor: 10 }),
  ...[0, 1000].map((step) =>
    alongPoint({ step, factor: 2 + step / 500, run: 'reinforce-loo-c10-n10' }),
  ),
];
