import { curveOf, placesAt, unsmoothed } from '../curve.ts';
import type { Curve, CurvePoint } from '../curve.ts';
import { markHidden } from '../hidden.ts';
import type { Look } from '../looks.ts';
import { printable } from '../../core/printable.ts';
import { shownMetrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import { Remembered } from '../remembered.ts';
import { smooth, smoothingNames, smoothings } from '../smooth.ts';
import type { Smoothing } from '../smooth.ts';
import { thinned } from '../thinned.ts';
import type { XAxis } from '../x-axes.ts';
import type { Panel, Series } from '../series.ts';

/** A metric along its series' rows: mean over seeds and the ends of its band. */
interface PayloadCurve {
  readonly x: Readonly<Record<XAxis, readonly (number | null)[]>>;
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** The means as smoothed lines have them, over all rows, those that are not here too. */
  readonly smoothed: Readonly<Record<Smoothing, readonly number[]>>;
  /** Seeds in the mean. */
  readonly n: number;
}

/** A line's curves by metric. */
export type PayloadCurves = Readonly<Record<ShownMetric, PayloadCurve>>;

/** A line in the charts of one panel. */
export interface PayloadSeries extends Look {
  /** Of its curves: others have another one. */
  readonly id: number;
  readonly label: string;
  /** What its colour stands for, mostly its estimator: what readers switch on and off. */
  readonly title: string;
  /** Seeds there are; a curve's `n` says how many count. */
  readonly seeds: number;
  readonly curves: PayloadCurves;
}

/** A row of charts. */
export interface PayloadPanel {
  readonly title: string;
  readonly series: readonly PayloadSeries[];
}

/** All that the charts of a report need. */
export interface Payload {
  readonly panels: readonly PayloadPanel[];
}

/** The parts of a page that change while runs make progress: its sections as HTML, by id, and its curves. */
export interface LiveReport {
  readonly time: string;
  readonly sections: Readonly<Record<string, string>>;
  readonly payload: Payload;
}

/** What a page that is being watched fetches: what has changed since the revision that it has. */
export interface LiveUpdate {
  readonly time: string;
  readonly revision: string;
  /** Those that have changed. */
  readonly sections: Readonly<Record<string, string>>;
  /** All lines. */
  readonly panels: readonly {
    readonly title: string;
    readonly series: readonly (Omit<PayloadSeries, 'curves'> & { readonly curves?: undefined })[];
  }[];
  /** By id, those that the page does not have. */
  readonly curves: Readonly<Record<number, PayloadCurves>>;
}

/** Seven digits are more than any screen shows, and half of the bytes. */
const rounded = (value: number) => Number(value.toPrecision(7));

/** Pixels of a chart, about. */
const WIDTH = 400;

/** The smoothed means at the steps that are kept. */
function smoothedAt(
  points: readonly CurvePoint[],
  kept: ReadonlySet<CurvePoint>,
  weight: number,
): number[] {
  const means = smooth(
    Float64Array.from(points, ({ mean }) => mean),
    weight,
  );
  const smoothed: number[] = [];
  points.forEach((point, at) => {
    if (kept.has(point)) smoothed.push(rounded(means[at] ?? point.mean));
  });
  return smoothed;
}

function curveIn(series: Series, metric: ShownMetric, { points, n }: Curve): PayloadCurve {
  const kept = thinned(points, WIDTH);
  const shown = new Set(kept);
  const steps = kept.map(({ step }) => step);
  const along = (axis: XAxis) =>
    placesAt(series, metric, axis, steps).map((x) => (Number.isFinite(x) ? rounded(x) : null));
  return {
    x: { steps, evaluations: along('evaluations'), seconds: along('seconds') },
    mean: kept.map(({ mean }) => rounded(mean)),
    low: kept.map(({ low }) => rounded(low)),
    high: kept.map(({ high }) => rounded(high)),
    smoothed: Object.fromEntries(
      smoothingNames.map((name) => [name, smoothedAt(points, shown, smoothings[name])]),
    ) as Record<Smoothing, number[]>,
    n,
  };
}

/** A line's curves, and all points that they have. */
interface WholeCurves {
  readonly id: number;
  readonly curves: PayloadCurves;
  readonly points: Readonly<Record<string, readonly CurvePoint[]>>;
}

let made = 0;

function curvesAnew(series: Series): WholeCurves {
  const all = shownMetrics.map((metric) => [metric, curveOf(series, metric, unsmoothed)] as const);
  made += 1;
  return {
    id: made,
    curves: Object.fromEntries(
      all.map(([metric, curve]) => [metric, curveIn(series, metric, curve)]),
    ) as PayloadCurves,
    points: Object.fromEntries(all.map(([metric, { points }]) => [metric, points])),
  };
}

const known = new Remembered<WholeCurves>();

const wholeCurves = (series: Series): WholeCurves =>
  known.get(series.seeds, () => curvesAnew(series));

const lineOf = (series: Series, { id, curves }: WholeCurves): PayloadSeries => ({
  id,
  label: printable(series.label),
  title: printable(series.group),
  colour: series.colour,
  merged: series.merged,
  marker: series.marker,
  seeds: series.seeds.length,
  curves,
});

/** The curves of all panels, unsmoothed, along every axis. */
export function payloadOf(panels: readonly Panel[]): Payload {
  return {
    panels: panels.map(({ title, series }) => {
      const whole = series.map((one) => {
        const curves = wholeCurves(one);
        return { line: lineOf(one, curves), points: curves.points };
      });
      const pointsOf = new Map(whole.map(({ line, points }) => [line, points]));
      // Lines that hide one another are looked for among all points: those that stay differ from line to line.
      const lines = markHidden(
        whole.map(({ line }) => line),
        (line) => pointsOf.get(line) ?? {},
        shownMetrics,
      );
      return { title: printable(title), series: lines };
    }),
  };
}
