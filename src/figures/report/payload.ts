import { curveOf, unsmoothed } from '../curve.ts';
import type { Curve, CurvePoint } from '../curve.ts';
import { markHidden } from '../hidden.ts';
import type { Look } from '../looks.ts';
import { printable } from '../../core/printable.ts';
import { shownMetrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { XAxis } from '../x-axes.ts';
import type { Panel, Series } from '../series.ts';

/** A metric along its series' rows: mean over seeds and the ends of its band. */
interface PayloadCurve {
  readonly x: Readonly<Record<XAxis, readonly (number | null)[]>>;
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Seeds in the mean. */
  readonly n: number;
}

/** A line in the charts of one panel. */
export interface PayloadSeries extends Look {
  readonly label: string;
  /** What its colour stands for, mostly its estimator: what readers switch on and off. */
  readonly title: string;
  /** Seeds there are; a curve's `n` says how many count. */
  readonly seeds: number;
  readonly curves: Readonly<Record<ShownMetric, PayloadCurve>>;
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

/** What a page that is being watched fetches: its sections as HTML, by id, and its curves. */
export interface LiveReport {
  readonly time: string;
  readonly sections: Readonly<Record<string, string>>;
  readonly payload: Payload;
}

/** Seven digits are more than any screen shows, and half of the bytes. */
const rounded = (value: number) => Number(value.toPrecision(7));

const placesOf = ({ points }: Curve, steps: readonly number[]) => {
  const places = new Map(points.map(({ step, x }) => [step, rounded(x)]));
  return steps.map((step) => places.get(step) ?? null);
};

function curveIn(series: Series, metric: ShownMetric): PayloadCurve {
  const along = (axis: XAxis) => curveOf(series, metric, { ...unsmoothed, axis });
  const { points, n } = along('steps');
  const steps = points.map(({ step }) => step);
  return {
    x: {
      steps,
      evaluations: placesOf(along('evaluations'), steps),
      seconds: placesOf(along('seconds'), steps),
    },
    mean: points.map(({ mean }) => rounded(mean)),
    low: points.map(({ low }) => rounded(low)),
    high: points.map(({ high }) => rounded(high)),
    n,
  };
}

/** A curve against steps, as lines that hide one another are looked for. */
const pointsIn = ({ x, mean, low, high }: PayloadCurve): CurvePoint[] =>
  mean.map((value, at) => {
    const step = x.steps[at] ?? 0;
    return { step, x: step, mean: value, low: low[at] ?? value, high: high[at] ?? value };
  });

const pointsOf = ({ curves }: PayloadSeries) =>
  Object.fromEntries(shownMetrics.map((metric) => [metric, pointsIn(curves[metric])]));

/** The curves of all panels, unsmoothed, along every axis. */
export function payloadOf(panels: readonly Panel[]): Payload {
  return {
    panels: panels.map(({ title, series }) => {
      const lines = series.map((one): PayloadSeries => ({
        label: printable(one.label),
        title: printable(one.group),
        colour: one.colour,
        merged: one.merged,
        marker: one.marker,
        seeds: one.seeds.length,
        curves: Object.fromEntries(
          shownMetrics.map((metric) => [metric, curveIn(one, metric)]),
        ) as Record<ShownMetric, PayloadCurve>,
      }));
      return { title: printable(title), series: markHidden(lines, pointsOf, shownMetrics) };
    }),
  };
}
