import { describe, expect, test } from 'vitest';
import type { CurvePoint } from '../../../src/figures/curve.ts';
import type { Metric } from '../../../src/metrics/table.ts';
import { figureSpec } from '../../../src/figures/plot/spec.ts';
import type { DrawnSeries } from '../../../src/figures/plot/figure-data.ts';

const options = {
  ...{ title: 'trial', metrics: ['grad_variance'] as Metric[], axis: 'steps' as const },
  smoothing: 0,
};

interface Datum extends Pick<CurvePoint, 'x' | 'mean' | 'low' | 'high'> {
  readonly single: boolean;
}

/** The parts of a specification that are looked at here. */
interface Spec {
  readonly title?: { readonly text: string; readonly subtitle: readonly string[] };
  readonly vconcat: {
    readonly title?: { readonly text: string };
    readonly hconcat: {
      readonly title: { readonly text: string };
      readonly width: number;
      readonly data: { readonly values: readonly Datum[] };
      readonly layer: {
        readonly encoding: {
          readonly x: {
            readonly title: string | null;
            readonly axis: { readonly values: readonly number[] };
          };
          readonly y: {
            readonly axis: { readonly format: string; readonly values: readonly number[] };
          };
          readonly strokeDash?: { readonly scale: { readonly range: readonly number[][] } };
        };
      }[];
    }[];
  }[];
}

function entry(
  points: readonly Partial<CurvePoint>[],
  metric: Metric = 'grad_variance',
): DrawnSeries {
  const whole = points.map((point, at) => ({
    ...{ step: at + 1, x: at + 1, mean: 1, low: 1, high: 1, ...point },
  }));
  const look = { colour: '#d55e00', merged: false, marker: null };
  return { label: 'ARS (3), n = 3', ...look, points: { [metric]: whole } };
}

const rowOf = (...series: readonly DrawnSeries[]) => ({ title: 'C = 3', setting: '', series });

const specOf = (
  rows: readonly ReturnType<typeof rowOf>[],
  more: object = {},
  notes: readonly string[] = [],
) => figureSpec({ rows, notes }, { ...options, ...more }) as unknown as Spec;

/** The only panel of a figure with these points. */
const panelOf = (points: readonly Partial<CurvePoint>[], metric: Metric = 'grad_variance') =>
  specOf([rowOf(entry(points, metric))], { metrics: [metric] }).vconcat[0]!.hconcat[0]!;

describe('a logarithmic axis', () => {
  test('leaves out a mean that it cannot show; a linear one does not', () => {
    const points = [{ mean: 2 }, { mean: 0 }, { mean: -1 }];
    expect(panelOf(points).data.values.map(({ mean }) => mean)).toEqual([2]);
    expect(panelOf(points, 'test_bound').data.values.map(({ mean }) => mean)).toEqual([2, 0, -1]);
  });

  test('cuts a band that reaches zero at a tenth of the mean', () => {
    const lows = panelOf([
      { mean: 5, low: 0.1, high: 9 },
      { mean: 5, low: 0, high: 10 },
      { mean: 5, low: -3, high: 13 },
    ]).data.values.map(({ low }) => low);
    expect(lows).toEqual([0.1, 0.5, 0.5]);
    expect(panelOf([{ mean: 5, low: -3 }], 'test_bound').data.values[0]!.low).toBe(-3);
  });

  test('has ticks within its range, in every layer', () => {
    const { layer } = panelOf([{ mean: 3.4e-3, low: 3.1e-3, high: 3.7e-3 }]);
    for (const { encoding } of layer) {
      expect(encoding.y.axis).toMatchObject({
        format: '.2~e',
        values: expect.arrayContaining([3.1e-3, 3.4e-3, 3.7e-3]) as number[],
      });
    }
    const narrow = panelOf([{ mean: 3.1002e-3, low: 3.1e-3, high: 3.1004e-3 }]);
    expect(narrow.layer[0]!.encoding.y.axis.format).toBe('.4~e');
  });

  test('has no ticks without points', () => {
    expect(panelOf([]).layer[0]!.encoding.y.axis.values).toEqual([]);
  });
});

test('a series of one point is drawn as a point', () => {
  const singles = (points: readonly Partial<CurvePoint>[]) =>
    panelOf(points).data.values.map(({ single }) => single);
  expect(singles([{}])).toEqual([true]);
  expect(singles([{}, {}])).toEqual([false, false]);
  expect(singles([{ mean: -1 }, {}])).toEqual([true]);
});

test('lines of the cost of ARSM are dashed, and the legend shares style and colour', () => {
  const { layer } = specOf([rowOf(entry([{}, {}]), { ...entry([{}, {}]), merged: true })])
    .vconcat[0]!.hconcat[0]!;
  const ranges = layer.flatMap(({ encoding }) => encoding.strokeDash?.scale.range ?? []);
  expect(ranges).toEqual([
    [1, 0],
    [5, 3],
  ]);
});

test('panels take the room that there is: one metric fills the width of three', () => {
  const widths = (metrics: readonly Metric[], more: object = {}) =>
    specOf([rowOf(entry([{}]))], { metrics, ...more }).vconcat[0]!.hconcat.map(
      ({ width }) => width,
    );
  expect(widths(['train_elbo', 'test_bound', 'grad_variance'])).toEqual([200, 200, 200]);
  expect(widths(['test_bound', 'grad_variance'])).toEqual([320, 320]);
  expect(widths(['test_bound'])).toEqual([560]);
  expect(widths(['test_bound'], { size: { width: 200, height: 165 } })).toEqual([200]);
});

test('steps have ticks at whole steps, and no more than labels fit', () => {
  const ticks = (steps: number, axis = 'steps') => {
    const points = Array.from({ length: steps }, (_, at) => ({ x: at + 1 }));
    const [row] = specOf([rowOf(entry(points))], { axis }).vconcat;
    return row!.hconcat[0]!.layer[0]!.encoding.x.axis.values;
  };
  expect(ticks(2)).toEqual([1, 2]);
  expect(ticks(3, 'evaluations')).toEqual([1, 2, 3]);
  expect(ticks(2, 'seconds')).toContain(1.5);
  // 14 labels fit, and every second step would be 20 of them.
  expect(ticks(40)).toEqual([5, 10, 15, 20, 25, 30, 35, 40]);
});

test('the axis is named below the last row, C in the first column', () => {
  const rows = [rowOf(entry([{}])), { ...rowOf(entry([{}])), title: 'C = 2' }];
  const { vconcat } = specOf(rows, {
    metrics: ['test_bound', 'grad_variance'],
    axis: 'evaluations',
  });
  const panels = vconcat.map(({ hconcat }) =>
    hconcat.map(({ title, layer }) => [title.text, layer[0]!.encoding.x.title]),
  );
  expect(panels).toEqual([
    [
      ['C = 3: test bound', null],
      ['gradient variance', null],
    ],
    [
      ['C = 2: test bound', 'evaluations of f'],
      ['gradient variance', 'evaluations of f'],
    ],
  ]);
});

test('the setting of a row stands above it, where there is one', () => {
  const rows = [{ ...rowOf(entry([{}])), setting: 'batchSize = 10' }, rowOf(entry([{}]))];
  expect(specOf(rows).vconcat.map(({ title }) => title?.text)).toEqual([
    'batchSize = 10',
    undefined,
  ]);
});

describe('the heading', () => {
  const heading = (more: object, notes: readonly string[] = []) => specOf([], more, notes).title;

  test('says what lines and bands are', () => {
    expect(heading({})).toMatchObject({
      text: 'trial',
      subtitle: [
        'Mean over n seeds and one standard error, against steps; in parentheses: evaluations of f per datapoint.',
      ],
    });
  });

  test('says how curves are smoothed', () => {
    expect(heading({ smoothing: 0.9 })!.subtitle[1]).toBe(
      'Smoothed along each seed: exponential average, 0.9.',
    );
  });

  test('names seeds, six at most, and counts the rest', () => {
    const notes = Array.from({ length: 8 }, (_, at) => `seed-${at}`);
    expect(heading({}, notes.slice(0, 6))!.subtitle.slice(1)).toEqual([
      'Seeds that are not complete, or left out of the mean:',
      ...notes.slice(0, 6).map((note) => `– ${note}`),
    ]);
    expect(heading({}, notes)!.subtitle.slice(-2)).toEqual(['– seed-5', '– and 2 more']);
  });

  test('can be left out', () => {
    expect(heading({ title: null })).toBeUndefined();
  });
});
