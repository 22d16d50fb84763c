import { describe, expect, test } from 'vitest';
import { predictionsOf } from '../../src/figures/prediction.ts';
import type { NamedComparison } from '../../src/figures/prediction.ts';
import { csvText, tableFormats } from '../../src/figures/tables/formats.ts';
import { predictionTable } from '../../src/figures/tables/prediction.ts';
import { NO_TIMING } from '../../src/run-files/comparison-file.ts';
import {
  syntheticComparison,
  syntheticTiming,
} from '../support/comparisons/synthetic-comparison.ts';
import { configOf, metricsCsv, ResultsFolder } from '../support/figures/results-folder.ts';

/** Runs of four estimators at C = 10, two seeds each, by the last train ELBO and bound of seed 0. */
const finals = {
  'ars+-c10': { elbo: -110, bound: -100 },
  'ars-c10': { elbo: -112, bound: -99 },
  'reinforce-loo-c10-n10': { elbo: -111, bound: -98 },
  'gumbel-softmax-c10': { elbo: -113, bound: -97 },
} as const;

const settings = { 'gumbel-softmax-c10': { temperature: 1 } } as Readonly<Record<string, object>>;

/** Evaluations of f: those of gumbel-softmax are one. */
const costOf = (run: string) => (run.startsWith('gumbel') ? 1 : 10);

function results(): ResultsFolder {
  const folder = new ResultsFolder();
  for (const [run, { elbo, bound }] of Object.entries(finals)) {
    for (const seed of [0, 1]) {
      const rows = [1, 2].map((step) => ({
        step,
        elbo: elbo + seed - (2 - step),
        bound: bound + seed - (2 - step),
      }));
      folder.seed(`${run}/seed-${seed}`, {
        config: configOf(run, { variables: 20, estimatorSettings: settings[run] ?? {} }),
        metrics: metricsCsv(rows, costOf(run)),
      });
    }
  }
  return folder;
}

const [template] = syntheticComparison.estimators;
const estimator = (label: string, variance: number, evaluations = 10, own: object = {}) => ({
  ...template!,
  ...{ label, title: label, name: label.split(':')[0]!, evaluations, settings: { ...own } },
  parts: template!.parts.map((part) => ({
    ...part,
    variance: { value: variance, low: variance, high: variance },
  })),
});

const point: NamedComparison = {
  name: 'compare-500',
  timing: { ...syntheticTiming, derivative_cost: 1 },
  comparison: {
    ...syntheticComparison,
    estimators: [
      // No run has 46 samples, and none this temperature.
      estimator('reinforce-loo:n=46', 0.5, 46),
      estimator('gumbel-softmax:temperature=2', 9, 1, { temperature: 2 }),
      estimator('ars+', 4),
      estimator('ars', 3),
      estimator('reinforce-loo:n=10', 2),
      { ...estimator('gumbel-softmax', 1, 1, { temperature: 1 }), derivatives: 99 },
    ],
  },
};

describe('the order at a point', () => {
  const all = () => predictionsOf([point], results().panels(), 'encoder');
  const find = (predictor: string, metric: string) =>
    all().find((one) => one.predictor === predictor && one.metric === metric)!;

  test('is compared for the estimators that both have', () => {
    const predictions = all();
    expect(predictions).toHaveLength(4);
    for (const { estimators, seeds, step } of predictions) {
      expect(estimators).toEqual(['ars+', 'ars', 'reinforce-loo:n=10', 'gumbel-softmax']);
      expect([seeds, step]).toEqual([[2, 2], 2]);
    }
  });

  test('predicts bounds that rise as the variance falls', () => {
    expect(find('variance', 'test_bound').correlation).toMatchObject({
      ...{ n: 4, spearman: 1, kendall: 1, spearmanP: 2 / 24 },
    });
    // Train ELBOs −110, −112, −111, −113 in the order of falling variance: ranks 4, 2, 3, 1, of which ρ = −0.8.
    expect(find('variance', 'train_elbo').correlation?.spearman).toBeCloseTo(-0.8, 12);
  });

  test('counts derivatives by their cost', () => {
    // 40, 30, 20 and 1 · (1 + 99) = 100: the best of the bounds has the largest product. Ranks by falling product are
    // 2, 3, 4, 1 for bounds of the ranks 1, 2, 3, 4: ρ = 1 − 6 · (1 + 1 + 1 + 9) / 60.
    const found = find('variance × evaluations', 'test_bound').correlation!;
    expect(found.spearman).toBeCloseTo(1 - 72 / 60, 12);
    // Three of six pairs are in the same order.
    expect(found.kendall).toBeCloseTo(0, 12);
  });

  test('leaves out what it does not know the cost of', () => {
    const untimed = predictionsOf([{ ...point, timing: NO_TIMING }], results().panels(), 'encoder');
    const labelsBy = (name: string) =>
      untimed.find(({ predictor }) => predictor === name)!.estimators;
    expect(labelsBy('variance')).toContain('gumbel-softmax');
    expect(labelsBy('variance × evaluations')).toEqual(['ars+', 'ars', 'reinforce-loo:n=10']);
  });

  test('is none of other sizes', () => {
    const other = { ...point.comparison.point, variables: 3 };
    const small = { ...point, comparison: { ...point.comparison, point: other } };
    expect(predictionsOf([small], results().panels(), 'encoder')).toEqual([]);
  });

  test('is a table for readers and one for programs', () => {
    const table = predictionTable(all());
    expect(tableFormats.text([table])).toMatch(
      /^compare-500 +500 +10 +20 +variance +test bound +4 +2 +1\.00 \(p = 0\.083\) +1\.00 \(p = 0\.083\)$/m,
    );
    const [header = '', ...rows] = csvText([table]).split('\n');
    expect(header).toMatch(/^point,point_step,part,categories,variables,setting,predictor,metric,/);
    expect(rows).toHaveLength(4);
    expect(rows[1]).toMatch(
      /^compare-500,500,encoder,10,20,,variance,test_bound,2,2,2,4,1,0\.0833/,
    );
  });
});
