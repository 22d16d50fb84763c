import { curveOf, placesAt, unsmoothed } from '../curve.ts';
import type { Curve, CurvePoint } from '../curve.ts';
import { sharedBy } from '../groups.ts';
import { markHidden } from '../hidden.ts';
import type { Look } from '../looks.ts';
import { printable } from '../../core/printable.ts';
import { MAIN_METRIC, shownMetrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import { Remembered } from '../remembered.ts';
import { smooth, smoothingNames, smoothings } from '../smooth.ts';
import type { Smoothing } from '../smooth.ts';
import { thinned } from '../thinned.ts';
import { fewerSteps, stepsOf, tracksOf } from '../track.ts';
import type { Tracks } from '../track.ts';
import type { XAxis } from '../x-axes.ts';
import type { Panel } from '../panels.ts';
import type { Series } from '../series.ts';
import type { FolderPanels } from '../side-by-side.ts';
import { rankedSeries } from '../tables/values.ts';
import { estimatorsView } from '../view.ts';
import type { View } from '../view.ts';

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
  /** What each seed measured, for differences between lines that are paired by seed; of long runs at fewer steps. */
  readonly tracks: Tracks;
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
  /** Of f per datapoint. */
  readonly evaluations: number | null;
  /** What the lines of a pair have to share besides their panel, when colours stand for settings. */
  readonly alike: string;
  /** Seeds there are; a curve's `n` says how many count. */
  readonly seeds: number;
  readonly curves: PayloadCurves;
}

/** A row of charts, or the part of it that a folder has. */
export interface PayloadPanel {
  readonly title: string;
  /** Of those that stand side by side; empty when all runs are shown together. */
  readonly folder: string;
  readonly series: readonly PayloadSeries[];
}

/** What the charts of a report need besides curves. */
interface PayloadHead {
  /** Folders that stand side by side; empty when all runs are shown together. */
  readonly folders: readonly string[];
  /** The titles whose difference is shown before the reader has chosen; null where there are no two. */
  readonly pair: readonly [string, string] | null;
}

/** All that the charts of a report need. */
export interface Payload extends PayloadHead {
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
  readonly head: PayloadHead;
  /** Those that have changed. */
  readonly sections: Readonly<Record<string, string>>;
  /** All lines. */
  readonly panels: readonly {
    readonly title: string;
    readonly folder: string;
    readonly series: readonly (Omit<PayloadSeries, 'curves'> & { readonly curves?: undefined })[];
  }[];
  /** By id, those that the page does not have. */
  readonly curves: Readonly<Record<number, PayloadCurves>>;
}

/** Seven digits are more than any screen shows, and half of the bytes. */
const rounded = (value: number) => Number(value.toPrecision(7));

const roundedTracks = ({ steps, seeds }: Tracks): Tracks => ({
  steps,
  seeds: Object.fromEntries(
    Object.entries(seeds).map(([seed, values]) => [
      seed,
      values.map((value) => (value === null ? null : rounded(value))),
    ]),
  ),
});

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

function curveIn(
  series: Series,
  metric: ShownMetric,
  { points, n }: Curve,
  tracks: Tracks,
): PayloadCurve {
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
    tracks: roundedTracks(tracks),
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
  const steps = fewerSteps(stepsOf(series));
  made += 1;
  return {
    id: made,
    curves: Object.fromEntries(
      all.map(([metric, curve]) => [
        metric,
        curveIn(series, metric, curve, tracksOf(series, metric, steps)),
      ]),
    ) as PayloadCurves,
    points: Object.fromEntries(all.map(([metric, { points }]) => [metric, points])),
  };
}

const known = new Remembered<WholeCurves>();

const wholeCurves = (series: Series): WholeCurves =>
  known.get(series.seeds, () => curvesAnew(series));

const lineOf = (series: Series, { id, curves }: WholeCurves, alike: string): PayloadSeries => ({
  id,
  label: printable(series.label),
  title: printable(series.group),
  colour: series.colour,
  merged: series.merged,
  marker: series.marker,
  evaluations: series.evaluations,
  alike,
  seeds: series.seeds.length,
  curves,
});

/** Colours that stand for settings compare runs that are alike in all else about their estimates. */
const alikeIn = (series: Series, { colour }: View): string =>
  colour.length === 0 || colour.includes('estimator') ? '' : sharedBy(series, colour);

/** What the first panel's leader is best compared with: the first of its ranks that has another title. */
function pairOf(panels: readonly Panel[]): Payload['pair'] {
  for (const panel of panels) {
    const [leader, ...others] = rankedSeries(panel, MAIN_METRIC).map(({ series }) => series.group);
    const other = others.find((group) => group !== leader);
    if (leader !== undefined && other !== undefined) return [printable(leader), printable(other)];
  }
  return null;
}

function panelIn({ title, series }: Panel, folder: string, view: View): PayloadPanel {
  const whole = series.map((one) => {
    const curves = wholeCurves(one);
    return { line: lineOf(one, curves, alikeIn(one, view)), points: curves.points };
  });
  const pointsOf = new Map(whole.map(({ line, points }) => [line, points]));
  // Lines that hide one another are looked for among all points: those that stay differ from line to line.
  const lines = markHidden(
    whole.map(({ line }) => line),
    (line) => pointsOf.get(line) ?? {},
    shownMetrics,
  );
  return { title: printable(title), folder: printable(folder), series: lines };
}

/** The curves of all panels, unsmoothed, along every axis. */
export function payloadOf(all: readonly FolderPanels[], view: View = estimatorsView): Payload {
  const names = all.map(({ name }) => printable(name));
  return {
    folders: names.filter((name) => name !== ''),
    pair: pairOf(all.flatMap(({ panels }) => panels)),
    panels: all.flatMap(({ name, panels }) => panels.map((panel) => panelIn(panel, name, view))),
  };
}
