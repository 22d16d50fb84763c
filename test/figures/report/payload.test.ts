import { expect, test } from 'vitest';
import { curveOf, unsmoothed } from '../../../src/figures/curve.ts';
import { payloadOf } from '../../../src/figures/report/payload.ts';
import { smoothingNames, smoothings } from '../../../src/figures/smooth.ts';
import { panelOf, seedOf, seriesOf } from '../../support/figures/series.ts';

test('smoothed lines are over all rows, those that are thinned out too', () => {
  // Two seeds with 5,000 rows each, more than a chart can show.
  const seeds = [0, 1].map((seed) =>
    seedOf(
      seed,
      Array.from({ length: 5000 }, (_, at) => ({
        ...{ step: at + 1, train_elbo: 0, grad_variance: 1 },
        test_bound: -100 + 10 * Math.sin(at * (seed + 1)) + at / 100,
      })),
    ),
  );
  const series = seriesOf(seeds);
  const curve = payloadOf([{ name: '', seeds: [], panels: [panelOf([series])] }]).panels[0]!
    .series[0]!.curves.test_bound;
  expect(curve.mean.length).toBeLessThan(2000);
  for (const name of smoothingNames) {
    // What `vae-bench plot --smoothing` draws: each seed smoothed by itself.
    const whole = curveOf(series, 'test_bound', { ...unsmoothed, smoothing: smoothings[name] });
    const means = new Map(whole.points.map(({ step, mean }) => [step, mean]));
    expect(curve.smoothed[name]).toHaveLength(curve.mean.length);
    curve.smoothed[name].forEach((value, at) => {
      expect(value).toBeCloseTo(means.get(curve.x.steps[at]!)!, 3);
    });
  }
});
