import { curveOf } from '../curve.ts';
import type { CurveOptions } from '../curve.ts';
import { shownNote } from '../counted.ts';
import { shownCount } from '../format.ts';
import type { Metric } from '../../metrics/table.ts';
import { markHidden } from '../hidden.ts';
import type { Points } from '../hidden.ts';
import type { Look } from '../looks.ts';
import type { Panel } from '../panels.ts';
import type { Series } from '../series.ts';

/** A series in a row of the figure. */
export interface DrawnSeries extends Look {
  /** What the legend says: `ARS+ (10), n = 3`. */
  readonly label: string;
  readonly points: Points;
}

/** What a row of the figure shows: everything of one number of categories and one setting. */
export interface FigureRow {
  /** `C = 10`. */
  readonly title: string;
  /** What tells it from other rows of this C; empty when nothing does. */
  readonly setting: string;
  readonly series: readonly DrawnSeries[];
}

/** The figure's rows, and what has to be said of seeds. */
export interface FigureData {
  readonly rows: readonly FigureRow[];
  /** `ars+-c5/seed-2: at step 3000 of 5000`; each seed once. */
  readonly notes: readonly string[];
}

function drawnSeries(series: Series, metrics: readonly Metric[], options: CurveOptions) {
  const curves = metrics.map((metric) => curveOf(series, metric, options));
  const points = metrics.map((metric, at) => [metric, curves[at]?.points ?? []] as const);
  const { label, colour, merged, marker } = series;
  const n = shownCount(
    curves.map((curve) => curve.n),
    series.seeds.length,
  );
  const unplaced = curves.some(({ n: seeds, points: placed }) => seeds > 0 && placed.length === 0);
  const notes = curves.flatMap((curve) => curve.notes);
  const missing = unplaced ? [`${series.id}: nothing on this part of the axis`] : [];
  const drawn: DrawnSeries = {
    label: `${label}, n = ${n}`,
    colour,
    merged,
    marker,
    points: Object.fromEntries(points),
  };
  return { drawn, notes: [...notes.map(shownNote), ...missing] };
}

/** Reads the curves of every panel. */
export function figureData(
  panels: readonly Panel[],
  metrics: readonly Metric[],
  options: CurveOptions,
): FigureData {
  const notes = new Set<string>();
  const rows = panels.map(({ heading, setting, series }) => {
    const lines = series.map((one) => {
      const { drawn, notes: said } = drawnSeries(one, metrics, options);
      for (const note of said) notes.add(note);
      return drawn;
    });
    const marked = markHidden(lines, ({ points }) => points, metrics);
    return { title: heading, setting, series: marked };
  });
  return { rows, notes: [...notes] };
}
