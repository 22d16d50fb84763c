import { describe, expect, test } from 'vitest';
import { alongRuns, biasedLines } from '../../src/figures/along.ts';
import { alongSpec } from '../../src/figures/plot/along-spec.ts';
import { renderPng, renderSvg } from '../../src/figures/plot/render.ts';
import { alongCells, alongTables } from '../../src/figures/tables/along.ts';
import { alongPoint, alongPoints } from '../support/comparisons/along-points.ts';
import { expectReference } from '../support/figures/reference-file.ts';

// `npx vitest run test/figures/along.test.ts --update` renews the reference figures: look at them then.
const reference = (name: string) => `${import.meta.dirname}/plot/references/${name}`;

describe('estimators along training', () => {
  test('are lines over the steps that all seeds of a run have', () => {
    const [run] = alongRuns(alongPoints, 'encoder');
    expect(run).toMatchObject({
      ...{ name: 'figure1/ars+-c10', seeds: ['seed-0', 'seed-1'], steps: [0, 1000, 5000] },
      leftOut: [9000],
    });
    expect(run!.lines.map(({ label }) => label)).toEqual([
      ...['Exact', 'Mine & <others>', 'Gumbel-softmax', 'ARS+'],
    ]);
  });

  test('have the interval of the draws at one seed', () => {
    const [run] = alongRuns([alongPoint({ step: 0, factor: 2 })], 'encoder');
    const [value] = run!.lines.find(({ key }) => key === 'ars+')!.variance;
    // The synthetic comparison has 177 ± 10 %.
    expect(value).toEqual({ step: 0, value: 354, low: 354 * 0.9, high: 354 * 1.1 });
  });

  test('have the geometric mean over seeds, with Student’s interval of the logarithms', () => {
    const points = [1, 2, 4].map((factor, at) =>
      alongPoint({ step: 0, factor, seed: `seed-${at}` }),
    );
    const [run] = alongRuns(points, 'encoder');
    const [value] = run!.lines.find(({ key }) => key === 'ars+')!.variance;
    expect(value!.value).toBeCloseTo(177 * 2, 9);
    // Logarithms have the standard deviation ln 2; t is 4.303 with two degrees of freedom.
    const reach = Math.exp((4.30265 * Math.LN2) / Math.sqrt(3));
    expect(value!.high / value!.value).toBeCloseTo(reach, 4);
    expect(value!.value / value!.low).toBeCloseTo(reach, 4);
  });

  test('show the bias of those that have one', () => {
    const [run] = alongRuns(alongPoints, 'encoder');
    expect(biasedLines(run!).map(({ key }) => key)).toEqual(['gumbel-softmax']);
  });

  test('show no limit of a bias that is known to be 0', () => {
    const point = alongPoint({ step: 0, factor: 1 });
    const none = { value: 0, low: 0, high: 0 };
    const estimators = point.comparison.estimators.map((one) => ({
      ...one,
      parts: one.parts.map((part) => ({ ...part, relative_bias: none, bias_found: false })),
    }));
    const tables = alongTables(
      [{ ...point, comparison: { ...point.comparison, estimators } }],
      'encoder',
    );
    expect(tables.at(-1)?.rows).toEqual([['Gumbel-softmax', '0 %']]);
  });

  test('are a row each for programs, and a column for each step for readers', () => {
    const { columns, cells } = alongCells(alongPoints, ['encoder']);
    expect(cells).toHaveLength(alongPoints.length * 4);
    expect(columns.slice(0, 10)).toEqual([
      ...['experiment', 'run', 'seed', 'step', 'trained_by', 'categories', 'variables'],
      ...['estimator', 'part', 'variance'],
    ]);
    const [variance, bias] = alongTables(alongPoints, 'encoder');
    expect(variance!.heading).toEqual(['Estimator', 'step 0', 'step 1,000', 'step 5,000']);
    expect(variance!.notes).toContain('Not at all seeds, and left out: 9,000.');
    expect(bias!.rows.map(([label]) => label)).toEqual(['Gumbel-softmax']);
  });

  test('are drawn with a row for each run', async () => {
    const svg = await renderSvg(alongSpec(alongPoints, 'encoder'));
    await expect(svg).toMatchFileSnapshot(reference('along.svg'));
    expectReference(reference('along.png'), renderPng(svg, 1));
  });
});
