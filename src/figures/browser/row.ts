import type { ShownMetric } from '../../metrics/table.ts';
import { Chart } from './chart.ts';
import { heightsOf, unionOf } from './plotted.ts';
import type { Plotted } from './plotted.ts';
import type { Range, View } from './state.ts';

/** A chart with the element that it fills. */
export interface Placed {
  readonly place: HTMLElement;
  readonly metric: ShownMetric;
  readonly plotted: Plotted;
}

/** A row of charts as it is drawn. */
export interface RowContent {
  /** Tells its zoomed range from those of other rows. */
  readonly key: string;
  /** Its x axis when it is not zoomed; undefined without two places. */
  readonly whole: Range | undefined;
  readonly charts: readonly Placed[];
}

/** Pixels, where a row has charts of several metrics, and of one. */
const [HEIGHT, TALL] = [240, 340];

/** Scales that all rows share, by metric. */
export type Scales = Partial<Record<ShownMetric, Range>>;

/** What these rows show, by metric. */
export function scalesOf(rows: readonly RowContent[]): Scales {
  const heights = new Map<ShownMetric, Range | undefined>();
  for (const { whole, charts } of rows) {
    for (const { metric, plotted } of charts) {
      const own = whole && heightsOf(plotted, whole);
      heights.set(metric, unionOf([heights.get(metric), own]));
    }
  }
  return Object.fromEntries(heights);
}

/** Charts that share the range of the x axis and the place that is pointed at, and those of a metric their scale. */
export class Row {
  readonly #content: RowContent;
  readonly #view: View;
  readonly #changed: () => void;
  readonly #charts: readonly Chart[];
  #range: Range | undefined;

  /**
   * @param scales - that the row has to keep to; its own where there is none.
   * @param changed - what to do when the reader has zoomed.
   */
  constructor(content: RowContent, view: View, scales: Scales, changed: () => void) {
    this.#content = content;
    this.#view = view;
    this.#changed = changed;
    this.#range = view.zoom.get(content.key) ?? content.whole;
    const height = new Set(content.charts.map(({ metric }) => metric)).size > 1 ? HEIGHT : TALL;
    this.#charts = content.charts.map(({ place, metric, plotted }): Chart => {
      const chart: Chart = new Chart(place, plotted, height, this.#range, {
        zoomed: (to) => {
          this.#zoom(to);
        },
        pointed: (at) => {
          this.#point(at, chart);
        },
        heights: () => scales[metric] ?? this.#heights(metric),
      });
      return chart;
    });
  }

  /** What the charts of a metric show together; undefined for one that is alone. */
  #heights(metric: ShownMetric): Range | undefined {
    const alike = this.#content.charts.filter((one) => one.metric === metric);
    const range = this.#range;
    if (alike.length < 2 || range === undefined) return undefined;
    return unionOf(alike.map(({ plotted }) => heightsOf(plotted, range)));
  }

  #zoom(to: Range | undefined): void {
    const { key, whole } = this.#content;
    if (to === undefined) this.#view.zoom.delete(key);
    else this.#view.zoom.set(key, to);
    this.#range = to ?? whole;
    for (const chart of this.#charts) if (this.#range !== undefined) chart.zoom(this.#range);
    this.#changed();
  }

  /** Charts that stand below the one that is pointed at would be covered by what it says, and say nothing. */
  #point(at: number | undefined, source: Chart): void {
    for (const chart of this.#charts) {
      if (chart !== source) chart.point(at, chart.top === source.top);
    }
  }

  dispose(): void {
    for (const chart of this.#charts) chart.dispose();
  }
}
